// AND array: row i holds the cells a[j] & b[i] at columns i + j. Dropped cells
// are zero: rows i < First, columns i + j < V, and the corner i, j < L.
// Operands: a of N bits, b of Nb bits, unsigned; with Bw 1 two's complement: the
// cells of exactly one sign bit are complemented (Baugh-Wooley), and the sum
// lacks the constant 2^(N-1) + 2^(Nb-1) + 2^(N+Nb-1).
// Parameters: N, Nb >= 2; First 0..Nb-1 first row built; V, L >= 0; Bw 0 or
// 1; W > N, the bits of a row of the result: row i is rows[(i-First)*W +: W].
`default_nettype none

module axmul_rows #(
    parameter integer N     = 8,
    parameter integer Nb    = N,
    parameter integer First = 0,
    parameter integer V     = 0,
    parameter integer L     = 0,
    parameter integer Bw    = 0,
    parameter integer W     = N + Nb
) (
    input  wire [N-1:0]            a,
    input  wire [Nb-1:0]           b,
    output wire [(Nb-First)*W-1:0] rows
);
    genvar i;
    generate
        for (i = First; i < Nb; i = i + 1) begin : g_row
            // cells below bit Cut of a are dropped
            localparam integer Col = (V > i) ? V - i : 0;
            localparam integer Cut = (i < L && L > Col) ? L : Col;
            localparam [N-1:0] Keep = {N{1'b1}} << Cut;
            localparam [N-1:0] Sign = {1'b1, {(N-1){1'b0}}};
            localparam [N-1:0] Flip = (Bw == 0) ? {N{1'b0}} : (i < Nb-1) ? Sign : ~Sign;
            assign rows[(i-First)*W +: W] = {{(W-N){1'b0}}, ((a & {N{b[i]}}) ^ Flip) & Keep} << i;
        end
    endgenerate

    wire unused_ok = &{1'b0, b};
endmodule

`default_nettype wire
