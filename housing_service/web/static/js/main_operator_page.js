// @ts-check
/**
 * The operator's other pages: the banner, the announcements and the strip of figures, kept live.
 */

import { showHealth } from "./health_strip.js";
import { LivePage } from "./live_page.js";

const page = new LivePage({
  // No pool is needed here.
  filter: { pool_ids: [] },
  draw: () => {},
  onFrame: (_before, frame) => {
    if (frame.type === "health") showHealth(frame.health);
  },
});
page.start();
