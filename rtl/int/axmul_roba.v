// Rounding-based multiplier: p = r(a) b + r(b) a - r(a) r(b), r(x) the nearest
// power of two, r(0) = 0; 3 2^i goes up, but r(3) = 2.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64.
// Error: -(a - r(a))(b - r(b)), both signs; relative error within 1/9.
// Source: R. Zendegani, M. Kamal, M. Bahadori, A. Afzali-Kusha, M. Pedram, IEEE
// TVLSI 25(2), 2017, 393-401, DOI 10.1109/TVLSI.2016.2587696.
`default_nettype none

module axmul_roba #(
    parameter integer N  = 8,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_roba_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
    endgenerate

    axmul_rounded #(.N(N), .Nb(Nb), .Three(2)) u_core (.a(a), .b(b), .p(p));
endmodule

`default_nettype wire
