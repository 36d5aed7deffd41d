// Static segment multiplier: multiplies exactly one of two fixed segments of M
// bits of each operand, the low one where the operand fits it, else the high one.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64; M max(N,Nb)/2..max(N,Nb)-1 bits of a segment.
// Error: never positive; exact for a, b < 2^M; relative error above
// (1 + 2^(max(N,Nb)-2M))^-2 - 1.
// Source: S. Narayanamoorthy, H. Moghaddam, Z. Liu, T. Park, N. Kim, IEEE TVLSI
// 23(6), 2015, 1180-1184, DOI 10.1109/TVLSI.2014.2333366.
`default_nettype none

module axmul_ssm #(
    parameter integer N  = 8,
    parameter integer M  = (N + 1) / 2,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer Max = (N > Nb) ? N : Nb;

    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_ssm_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (2 * M < Max || M > Max - 1) begin : g_bad_m
            bad_parameter_ssm_needs_half_of_max_N_Nb_le_M_le_max_N_Nb_minus_1 u_bad ();
        end
    endgenerate

    axmul_segments #(.N(N), .Nb(Nb), .M(M), .Q(Max-M), .Steps(1)) u_core (.a(a), .b(b), .p(p));
endmodule

`default_nettype wire
