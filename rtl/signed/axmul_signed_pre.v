// Splits a two's-complement operand into sign and magnitude.
// Operand: x of N bits. Outputs: m of N bits, unsigned; s, one if x < 0.
// Parameters: N 2..64; How 0 signmag, m = |x|, so -2^(N-1) gives 2^(N-1);
// 1 ones, m = ~x where x < 0, which saves the carry chain.
// Error: signmag: none; ones: the magnitude of x < 0 is one too small.
`default_nettype none

module axmul_signed_pre #(
    parameter integer N   = 8,
    parameter integer How = 0
) (
    input  wire [N-1:0] x,
    output wire [N-1:0] m,
    output wire         s
);
    generate
        if (N < 2 || N > 64) begin : g_bad_width
            bad_parameter_signed_pre_needs_2_le_N_le_64 u_bad ();
        end
        if (How != 0 && How != 1) begin : g_bad_how
            bad_parameter_signed_pre_needs_How_0_or_1 u_bad ();
        end
    endgenerate

    // -x = ~x + 1
    assign s = x[N-1];

    generate
        if (How == 0) begin : g_signmag
            assign m = (x ^ {N{s}}) + {{(N-1){1'b0}}, s};
        end else begin : g_ones
            assign m = x ^ {N{s}};
        end
    endgenerate
endmodule

`default_nettype wire
