let two = 2;
