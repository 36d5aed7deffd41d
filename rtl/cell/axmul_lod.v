// Leading-one detector: k is the index of the highest one of x, 0 if x is 0;
// any is one if x is not 0. A binary tree: a node that covers 2^l bits passes
// on the index from its upper half if there is a one, else from its lower half.
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

    genvar l, j;
    generate
        for (l = 0; l <= S; l = l + 1) begin : g_level
            localparam integer Nodes = Size >> l;
            // v: is there a one below the node; i: its index there
            wire [Nodes-1:0]   v;
            wire [S*Nodes-1:0] i;
            if (l == 0) begin : g_leaf
                assign v = {{(Size-N){1'b0}}, x};
                assign i = {S*Nodes{1'b0}};
            end else begin : g_inner
                for (j = 0; j < Nodes; j = j + 1) begin : g_node
                    // the upper half decides and gives the new highest bit
                    wire hi = g_level[l-1].v[2*j+1];
                    assign v[j] = hi | g_level[l-1].v[2*j];
                    assign i[j*S +: S] = (hi ? g_level[l-1].i[(2*j+1)*S +: S]
                                             : g_level[l-1].i[2*j*S +: S])
                                       | ({{(S-1){1'b0}}, hi} << (l-1));
                end
            end
        end
    endgenerate

    assign k   = g_level[S].i;
    assign any = g_level[S].v;
endmodule

`default_nettype wire
