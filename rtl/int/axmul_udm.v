// Underdesigned multiplier: exact sum of the products of all pairs of two-bit
// digits, where 3 x 3 gives 7, so that a product has three bits.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64, even.
// Error: never positive; relative error at least -2/9.
// Source: P. Kulkarni, P. Gupta, M. Ercegovac, VLSI Design 2011, 346-351,
// DOI 10.1109/VLSID.2011.51.
`default_nettype none

module axmul_udm #(
    parameter integer N  = 8,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_udm_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (N % 2 != 0 || Nb % 2 != 0) begin : g_bad_odd
            bad_parameter_udm_needs_even_N_and_Nb u_bad ();
        end
    endgenerate

    localparam integer W = N + Nb;
    localparam integer D = Nb / 2;
    localparam [N-1:0] Even = {(N/2){2'b01}};

    // two rows a digit of b: the low two bits of all products, their third bits
    localparam [D*(W+2)-1:0] Lows   = {D{{(W+2-N){1'b0}}, {N{1'b1}}}};
    localparam [D*(W+2)-1:0] Thirds = {D{{(W+1-N){1'b0}}, ~Even, 1'b0}};

    wire [2*D*W-1:0] rows;
    wire [W-1:0]     s, c;

    genvar i;
    generate
        for (i = 0; i < D; i = i + 1) begin : g_digit
            wire [N-1:0] low   = (a & {N{b[2*i]}}) | (((a & Even) << 1) & {N{b[2*i+1]}});
            wire [N-1:0] third = a & ~Even & {N{b[2*i+1]}};
            assign rows[i*W +: W]     = {{(W-N){1'b0}}, low} << (2*i);
            assign rows[(D+i)*W +: W] = {{(W-N){1'b0}}, third} << (2*i + 1);
        end
    endgenerate

    axmul_csa_tree #(.R(2*D), .W(W), .Mask({Thirds[D*W-1:0], Lows[D*W-1:0]})) u_tree (
        .rows(rows), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire
