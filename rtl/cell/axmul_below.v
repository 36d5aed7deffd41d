// Ones in m at the places below the leading one of x, so x & m is x without its
// leading one and x & ~m the leading one alone.
// Parameters: N >= 2 bits of x.
`default_nettype none

module axmul_below #(
    parameter integer N = 8
) (
    input  wire [N-1:0] x,
    output wire [N-1:0] m
);
    localparam integer S = $clog2(N);

    genvar i;
    generate
        for (i = 0; i <= S; i = i + 1) begin : g_level
            // bit j: is there a one among the 2^i bits of x from j up
            wire [N-1:0] v;
            if (i == 0) begin : g_in
                assign v = x;
            end else begin : g_or
                assign v = g_level[i-1].v | (g_level[i-1].v >> (1 << (i - 1)));
            end
        end
    endgenerate

    assign m = g_level[S].v >> 1;
    wire unused_ok = &{1'b0, g_level[S].v};
endmodule

`default_nettype wire
