// @ts-check
/** @type {Record<string, string>} */
export default {
  "login.token": "令牌",
  "login.enter": "登录",
  "login.where": "带令牌的登录地址在服务首次启动时显示过一次。",
};
