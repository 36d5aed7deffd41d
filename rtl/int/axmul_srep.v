// Regular error positions on two's complement numbers: p = a b - aL bL, where
// aL, bL are the low L bits, read as signed digits or as plain numbers.
// Operands: a, b of N bits, p: two's complement.
// Parameters: N 2..64; L 1..N-1; Digit 0 signed, aL and bL in -2^(L-1)..
// 2^(L-1)-1; 1 low, aL and bL in 0..2^L-1.
// Error: -aL bL. Signed: both signs, at worst -2^(2L-2); low: never positive, at
// worst -(2^L - 1)^2.
// Source: after Yu, Wu, Chen, Yan, Liu, IEEE TVLSI, 2024,
// DOI 10.1109/TVLSI.2024.3386900; the published circuit may differ.
`default_nettype none

module axmul_srep #(
    parameter integer N     = 8,
    parameter integer L     = 3,
    parameter integer Digit = 0
) (
    input  wire [N-1:0]   a,
    input  wire [N-1:0]   b,
    output wire [2*N-1:0] p
);
    generate
        if (N < 2 || N > 64) begin : g_bad_width
            bad_parameter_srep_needs_2_le_N_le_64 u_bad ();
        end
        if (L < 1 || L > N - 1) begin : g_bad_l
            bad_parameter_srep_needs_1_le_L_le_N_minus_1 u_bad ();
        end
        if (Digit < 0 || Digit > 1) begin : g_bad_digit
            bad_parameter_srep_needs_0_le_Digit_le_1 u_bad ();
        end
    endgenerate

    localparam integer W = 2*N;

    // Baugh-Wooley array without the low corner, and its constants
    localparam [N*(W+1)-1:0] Band     = {N{{(W+1-N){1'b0}}, {N{1'b1}}}};
    localparam [N*(W+1)-1:0] Corner   = {N{{(W+1-L){1'b0}}, {L{1'b1}}}} & ({N{{(W+1){1'b1}}}} >> ((N-L)*(W+1)));
    localparam [W-1:0]       One      = {{(W-1){1'b0}}, 1'b1};
    localparam [W-1:0]       Constant = (One << N) + (One << (W-1));

    // with signed digits sa, sb of the top bits of aL, bL give back
    // 2^L (sa (bL mod 2^(L-1)) + sb (aL mod 2^(L-1)))
    localparam [N-1:0] Below = (Digit == 0) ? {N{1'b1}} >> (N-L+1) : {N{1'b0}};
    localparam [W-1:0] Back  = {{N{1'b0}}, Below} << L;

    wire [N*W-1:0] rows;
    wire [W-1:0]   s, c;
    wire [W-1:0]   back_a = {{N{1'b0}}, a & Below & {N{b[L-1]}}} << L;
    wire [W-1:0]   back_b = {{N{1'b0}}, b & Below & {N{a[L-1]}}} << L;

    axmul_rows #(.N(N), .Nb(N), .First(0), .V(0), .L(L), .Bw(1), .W(W)) u_rows (
        .a(a), .b(b), .rows(rows));
    axmul_csa_tree #(.R(N+3), .W(W), .Mask({Constant, Back, Back, Band[N*W-1:0] & ~Corner[N*W-1:0]})) u_tree (
        .rows({Constant, back_b, back_a, rows}), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire
