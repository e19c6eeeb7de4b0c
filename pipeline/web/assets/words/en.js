// @ts-check
/** @type {Record<string, string>} */
export default {
  "login.token": "Token",
  "login.enter": "Log in",
  "login.where": "The address with your token was printed when the server was first started.",
};
