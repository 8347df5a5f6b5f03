-- The byte order of the builtin locale is the same on every machine, so no index is ever out of
-- order after a move or an upgrade of the operating system.
CREATE DATABASE housing TEMPLATE template0 ENCODING 'UTF8'
    LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
