// Full adder x + y + z = sum + 2 carry, or with Approx 1 one that adds x and y by
// an OR gate, wrong in 2 of 8 cases; with z = 0 the half adder: with Half 1 its
// approximate form keeps the carry x y.
// Source: S. Venkatachalam, S. Ko, IEEE TVLSI 25(5), 2017, 1782-1786,
// DOI 10.1109/TVLSI.2016.2643639.
`default_nettype none

module axmul_or_adder #(
    parameter integer Approx = 1,
    parameter integer Half   = 0
) (
    input  wire x,
    input  wire y,
    input  wire z,
    output wire sum,
    output wire carry
);
    generate
        if (Approx == 0) begin : g_exact
            wire h = x ^ y;
            assign sum   = h ^ z;
            assign carry = h ? z : x;
        end else if (Half == 0) begin : g_full
            wire w = x | y;
            assign sum   = w ^ z;
            assign carry = w & z;
        end else begin : g_half
            wire unused_ok = z;
            assign sum   = x | y;
            assign carry = x & y;
        end
    endgenerate
endmodule

`default_nettype wire
