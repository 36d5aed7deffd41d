// Scales a mantissa: p = floor(m 2^k / 2^F), its low W bits.
// Operands: m of F+2 bits, a number below 4 with F fraction bits; k of S bits.
// Bits of m 2^k below the binary point are cut off (floor).
// Parameters: F >= 1; S >= 1; W >= 3 bits of the result.
`default_nettype none

module axmul_antilog #(
    parameter integer F = 7,
    parameter integer S = 4,
    parameter integer W = 16
) (
    input  wire [F+1:0] m,
    input  wire [S-1:0] k,
    output wire [W-1:0] p
);
    wire [F+W-1:0] y;
    axmul_shift #(.W(F+W), .S(S), .Right(0), .Big(0)) u_shift (
        .x({{(W-2){1'b0}}, m}), .n(k), .y(y));
    assign p = y[F +: W];
    wire unused_ok = &{1'b0, y};
endmodule

`default_nettype wire
