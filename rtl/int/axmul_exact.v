// Exact multiplier: AND array, carry-save tree, final adder. The reference of
// all hardware ratios; the approximate arrays are built from the same parts.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64.
// Error: none.
// Source: C. Wallace, IEEE Trans. Electronic Computers EC-13(1), 1964, 14-17,
// DOI 10.1109/PGEC.1964.263830.
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

    wire [Nb*W-1:0] rows;
    wire [W-1:0]    s, c;

    axmul_rows #(.N(N), .Nb(Nb), .First(0), .V(0), .L(0), .W(W)) u_rows (
        .a(a), .b(b), .rows(rows));
    axmul_csa_tree #(.R(Nb), .W(W)) u_tree (.rows(rows), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire
