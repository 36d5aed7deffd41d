// 4:2 compressor. Kind 0 exact: x + cin = sum + 2 (carry + cout). Kind 1: wrong
// in 12 of 32 cases. Kind 2: without cin and cout, wrong in 4 of 16 cases.
// Source: A. Momeni, J. Han, P. Montuschi, F. Lombardi, IEEE TC 64(4), 2015,
// 984-994, DOI 10.1109/TC.2014.2308214.
`default_nettype none

module axmul_compressor #(
    parameter integer Kind = 0
) (
    input  wire [3:0] x,
    input  wire       cin,
    output wire       sum,
    output wire       carry,
    output wire       cout
);
    wire low  = x[0] ^ x[1];
    wire high = x[2] ^ x[3];

    generate
        if (Kind == 0) begin : g_exact
            wire all = low ^ high;
            assign sum   = all ^ cin;
            assign carry = all ? cin : x[3];
            assign cout  = low ? x[2] : x[0];
        end else if (Kind == 1) begin : g_first
            assign sum   = ~cin & ~(low & high);
            assign carry = cin;
            assign cout  = (x[0] | x[1]) & (x[2] | x[3]);
        end else begin : g_second
            wire unused_ok = cin;
            assign sum   = ~(low & high);
            assign carry = (x[0] | x[1]) & (x[2] | x[3]);
            assign cout  = 1'b0;
        end
    endgenerate
endmodule

`default_nettype wire
