"""The only importer of aiohttp: parse, ask a service, answer."""
