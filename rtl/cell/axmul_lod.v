// Leading-one detector: k is the index of the highest one of x, 0 if x is 0;
// any is one if x is not 0. A binary tree, one level a word operation: bit j of
// a word of level l belongs to the 2^l bits of x from j up, and only every 2^l-th
// is used. The index below a node is its upper half's, which is 0 if there is no
// one there, or its lower half's, which is masked if there is one in the upper.
// Parameters: N >= 2 bits of x; S >= log2 N bits of k.
// Source: V. Oklobdzija, IEEE TVLSI 2(1), 1994, 124-128, DOI 10.1109/92.273153.
`default_nettype none

module axmul_lod #(
    parameter integer N = 8,
    parameter integer S = $clog2(N)
) (
    input  wire [N-1:0] x,
    output wire [S-1:0] k,
    output wire         any
);
    localparam integer Size = 1 << S;

    genvar l, b;
    generate
        for (l = 0; l <= S; l = l + 1) begin : g_level
            localparam integer Half = (l == 0) ? 0 : 1 << (l - 1);
            // v: is there a one; hi: in the upper half; i: bit b of its index
            wire [Size-1:0] v, hi;
            if (l == 0) begin : g_leaf
                assign v  = {{(Size-N){1'b0}}, x};
                assign hi = v;
            end else begin : g_inner
                assign v  = g_level[l-1].v | hi;
                assign hi = g_level[l-1].v >> Half;
            end
            for (b = 0; b < l; b = b + 1) begin : g_bit
                wire [Size-1:0] i;
                if (b == l - 1) begin : g_new
                    assign i = hi;
                end else begin : g_old
                    assign i = (g_level[l-1].g_bit[b].i >> Half) | (g_level[l-1].g_bit[b].i & ~hi);
                end
            end
        end
        for (b = 0; b < S; b = b + 1) begin : g_out
            assign k[b] = g_level[S].g_bit[b].i[0];
            wire unused_ok = &{1'b0, g_level[S].g_bit[b].i};
        end
    endgenerate

    assign any = g_level[S].v[0];
    wire unused_ok = &{1'b0, g_level[0].hi, g_level[S].v};
endmodule

`default_nettype wire
