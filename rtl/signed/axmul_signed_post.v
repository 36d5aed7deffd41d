// Applies the sign to an unsigned product and clamps to the signed range.
// Operands: m of W bits, unsigned; s, one for a negative product.
// Output: p of W bits, two's complement, in -2^(W-1)..2^(W-1)-1.
// Parameters: W 4..128; How 0 signmag, p = -m where s; 1 ones, p = ~m where s,
// also for m = 0.
// Error: signmag: none but the clamp; ones: p is one too small where s.
`default_nettype none

module axmul_signed_post #(
    parameter integer W   = 16,
    parameter integer How = 0
) (
    input  wire [W-1:0] m,
    input  wire         s,
    output wire [W-1:0] p
);
    generate
        if (W < 4 || W > 128) begin : g_bad_width
            bad_parameter_signed_post_needs_4_le_W_le_128 u_bad ();
        end
        if (How != 0 && How != 1) begin : g_bad_how
            bad_parameter_signed_post_needs_How_0_or_1 u_bad ();
        end
    endgenerate

    wire [W-1:0] v;

    generate
        if (How == 0) begin : g_signmag
            assign v = (m ^ {W{s}}) + {{(W-1){1'b0}}, s};
        end else begin : g_ones
            assign v = m ^ {W{s}};
        end
    endgenerate

    // m >= 2^(W-1) ends at the bound of its sign
    assign p = m[W-1] ? {s, {(W-1){~s}}} : v;
endmodule

`default_nettype wire
