// Exact multiplier: AND array, Dadda tree, final adder. The reference of
// all hardware ratios; the approximate arrays are built from the same parts.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64.
// Error: none.
// Source: L. Dadda, Alta Frequenza 34, 1965, 349-356.
`default_nettype none

module axmul_exact #(
    parameter integer N  = 8,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_exact_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
    endgenerate

    localparam integer W = N + Nb;

    // the cells of row i stand at columns i to i + N-1
    localparam [Nb*(W+1)-1:0] Band = {Nb{{(W+1-N){1'b0}}, {N{1'b1}}}};

    wire [Nb*W-1:0] rows;
    wire [W-1:0]    s, c;

    axmul_rows #(.N(N), .Nb(Nb), .First(0), .V(0), .L(0), .W(W)) u_rows (
        .a(a), .b(b), .rows(rows));
    axmul_csa_tree #(.R(Nb), .W(W), .Mask(Band[Nb*W-1:0])) u_tree (.rows(rows), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire
