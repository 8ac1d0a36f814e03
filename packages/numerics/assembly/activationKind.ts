/** The activations by number: their positions in ACTIVATIONS of `backend.ts`. */

export const TANH: i32 = 0;
export const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const SOFTPLUS: i32 = 3;
export const EXPONENTIAL: i32 = 4;
export const IDENTITY: i32 = 5;
