import util from "node:util";

// cdktf 0.21, the last, calls `util.isArray`, another name of `Array.isArray`. Node.js 22 and newer warn of that at every
// synthesis (DEP0044), and nobody who reads it can do anything about it. Source: cdktf's lib/terraform-output.js.
util.isArray = Array.isArray;
