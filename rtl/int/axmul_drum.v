// Dynamic-range unbiased multiplier: multiplies exactly the K bits of each
// operand below its leading one, the lowest forced to one where bits are cut.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64; K 2..max(N,Nb) bits of the windows.
// Error: both signs; exact for a, b < 2^K; relative error at most
// (1 + 2^(1-K))^2 - 1.
// Source: S. Hashemi, R. Bahar, S. Reda, ICCAD 2015, 418-425,
// DOI 10.1109/ICCAD.2015.7372600.
`default_nettype none

module axmul_drum #(
    parameter integer N  = 8,
    parameter integer K  = 4,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_drum_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (K < 2 || (K > N && K > Nb)) begin : g_bad_k
            bad_parameter_drum_needs_2_le_K_le_max_N_Nb u_bad ();
        end
    endgenerate

    // windows never wider than their operand
    localparam integer Ka = (K < N)  ? K : N;
    localparam integer Kb = (K < Nb) ? K : Nb;
    localparam integer Sa = (Ka < N)  ? $clog2(N - Ka + 1) : 1;
    localparam integer Sb = (Kb < Nb) ? $clog2(Nb - Kb + 1) : 1;
    localparam integer S  = ((Sa > Sb) ? Sa : Sb) + 1;

    wire [Ka-1:0]    wa;
    wire [Kb-1:0]    wb;
    wire [Sa-1:0]    sa;
    wire [Sb-1:0]    sb;
    wire [Ka+Kb-1:0] core;

    axmul_window #(.N(N), .K(Ka), .S(Sa)) u_window_a (.x(a), .w(wa), .s(sa));
    axmul_window #(.N(Nb), .K(Kb), .S(Sb)) u_window_b (.x(b), .w(wb), .s(sb));
    axmul_exact #(.N(Ka), .Nb(Kb)) u_core (.a(wa), .b(wb), .p(core));

    generate
        if (Ka < N || Kb < Nb) begin : g_scale
            // the product goes back to the place of the two windows
            wire [S-1:0] s = {{(S-Sa){1'b0}}, sa} + {{(S-Sb){1'b0}}, sb};
            axmul_shift #(.W(N+Nb), .S(S), .Right(0), .Big(0)) u_shift (
                .x({{(N+Nb-Ka-Kb){1'b0}}, core}), .n(s), .y(p));
        end else begin : g_exact
            wire unused_ok = &{1'b0, sa, sb};
            assign p = core;
        end
    endgenerate
endmodule

`default_nettype wire
