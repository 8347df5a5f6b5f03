// @ts-check
/**
 * The page of all elements: what needs a module to answer does, nothing is sent anywhere.
 */

import { startSteppers } from "../components/stepper/stepper.js";

document.documentElement.classList.add("js");
document.addEventListener("submit", (event) => event.preventDefault());
startSteppers();
