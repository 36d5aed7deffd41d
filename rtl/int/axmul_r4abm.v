// Approximate radix-4 Booth multiplier: the bits of the Booth rows below column
// P come from approximate encoders; the rows are added exactly.
// Operands: a, b of N bits, p: two's complement.
// Parameters: N 2..64, even; Kind 1 or 2, the encoder; P 0..2N columns.
// Error: both signs; exact for P = 0; modulo 2^(2N).
// Source: W. Liu, L. Qian, C. Wang, H. Jiang, J. Han, F. Lombardi, IEEE TC 66(8),
// 2017, 1435-1441, DOI 10.1109/TC.2017.2672976.
`default_nettype none

module axmul_r4abm #(
    parameter integer N    = 8,
    parameter integer Kind = 1,
    parameter integer P    = N
) (
    input  wire [N-1:0]   a,
    input  wire [N-1:0]   b,
    output wire [2*N-1:0] p
);
    generate
        if (N < 2 || N > 64 || N % 2 != 0) begin : g_bad_width
            bad_parameter_r4abm_needs_2_le_N_le_64_even u_bad ();
        end
        if (Kind < 1 || Kind > 2) begin : g_bad_kind
            bad_parameter_r4abm_needs_1_le_Kind_le_2 u_bad ();
        end
        if (P < 0 || P > 2*N) begin : g_bad_p
            bad_parameter_r4abm_needs_0_le_P_le_2N u_bad ();
        end
    endgenerate

    localparam integer W = 2*N;
    localparam integer D = N / 2;

    // row i: its bits at columns 2i to 2i + N, the highest complemented, which
    // asks for the constant -2^(2i+N); its neg in row i + 1
    localparam [D*(W+2)-1:0] Band     = {D{{(W+1-N){1'b0}}, {(N+1){1'b1}}}};
    localparam [D*(W+2)-1:0] Negs     = {D{{(W+1){1'b0}}, 1'b1}};
    localparam [(D+1)*W-1:0] Mask     = {{W{1'b0}}, Band[D*W-1:0]} | ({{W{1'b0}}, Negs[D*W-1:0]} << W);
    localparam [W-1:0]       Ones     = {{N{1'b0}}, {D{2'b01}}} << N;
    localparam [W-1:0]       Constant = -Ones;

    wire [(D+1)*W-1:0] rows;
    wire [N:0]         digits = {b, 1'b0};
    wire [D:0]         negs;
    wire [W-1:0]       s, c;

    assign negs[0] = 1'b0;

    genvar i;
    generate
        for (i = 0; i < D; i = i + 1) begin : g_row
            localparam integer Low = (P <= 2*i) ? 0 : (P - 2*i < N + 1) ? P - 2*i : N + 1;
            wire [N:0]   x;
            wire [W-1:0] entering = {{(W-1){1'b0}}, negs[i]} << ((i > 0) ? 2*i-2 : 0);
            axmul_booth_row #(.N(N), .Low(Low), .Kind(Kind)) u_row (
                .a(a), .b(digits[2*i +: 3]), .x(x), .neg(negs[i+1]));
            assign rows[i*W +: W] = ({{(W-N-1){1'b0}}, ~x[N], x[N-1:0]} << (2*i)) | entering;
        end
    endgenerate

    // the last neg stands below the constants
    assign rows[D*W +: W] = Constant | ({{(W-1){1'b0}}, negs[D]} << (N-2));
    axmul_csa_tree #(.R(D+1), .W(W), .Mask(Mask | {Constant, {D{{W{1'b0}}}}})) u_tree (
        .rows(rows), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire
