// A script is published as it is.
let one = 1;
