// Improved logarithmic multiplier: logarithms to the nearest power of two, so
// p = 2^(ka+kb) + qa 2^kb + qb 2^ka with a = 2^ka + qa, b = 2^kb + qb and signed
// residues; 3 2^i goes up to 2^(i+2).
// Operands: a of N bits, b of Nb bits, unsigned; zero if either is zero.
// Parameters: N, Nb 2..64.
// Error: -qa qb, both signs; relative error within 1/9.
// Source: M. Ansari, B. Cockburn, J. Han, IEEE Trans. Computers 70(4), 2021,
// 614-625, DOI 10.1109/TC.2020.2992113.
`default_nettype none

module axmul_ilm #(
    parameter integer N  = 8,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_ilm_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
    endgenerate

    axmul_rounded #(.N(N), .Nb(Nb), .Three(4)) u_core (.a(a), .b(b), .p(p));
endmodule

`default_nettype wire
