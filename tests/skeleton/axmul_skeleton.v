// The smallest family there can be, for HACKING.md: the K low bits of a are
// dropped, the rest is multiplied exactly.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64; K 0..N-1 bits dropped.
// Error: never positive, at least -(2^K - 1)(2^Nb - 1).
// Source: none, this is an example.
`default_nettype none

module axmul_skeleton #(
    parameter integer N  = 8,
    parameter integer K  = 2,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_skeleton_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (K < 0 || K > N - 1) begin : g_bad_k
            bad_parameter_skeleton_needs_0_le_K_le_N_minus_1 u_bad ();
        end
    endgenerate

    // the exact array with zeros below bit K: synthesis removes what they feed
    axmul_exact #(.N(N), .Nb(Nb)) u_core (.a(a & ({N{1'b1}} << K)), .b(b), .p(p));
endmodule

`default_nettype wire
