// Barrel shifter: y = x shifted by n places, zeros shifted in, bits shifted
// out of the W-bit word lost.
// Parameters: W bits of x; S bits of n; Right 0 left, 1 right; Big 1 takes the
// highest bit of n first, 0 the lowest: the bit that arrives first should be,
// and the small shifts first leave fewer multiplexers when x is short.
`default_nettype none

module axmul_shift #(
    parameter integer W     = 8,
    parameter integer S     = 3,
    parameter integer Right = 0,
    parameter integer Big   = 0
) (
    input  wire [W-1:0] x,
    input  wire [S-1:0] n,
    output wire [W-1:0] y
);
    genvar i;
    generate
        for (i = 0; i <= S; i = i + 1) begin : g_stage
            // stage 0 is the input, each later one a row of multiplexers
            localparam integer Bit = (i == 0) ? 0 : (Big != 0) ? S - i : i - 1;
            wire [W-1:0] v;
            if (i == 0) begin : g_in
                assign v = x;
            end else if (Right != 0) begin : g_right
                assign v = n[Bit] ? g_stage[i-1].v >> (1 << Bit) : g_stage[i-1].v;
            end else begin : g_left
                assign v = n[Bit] ? g_stage[i-1].v << (1 << Bit) : g_stage[i-1].v;
            end
        end
    endgenerate

    assign y = g_stage[S].v;
endmodule

`default_nettype wire
