// Truncates the T low bits of an operand.
// Operand: x of N bits, unsigned.
// Parameters: N 2..64; T 0..N-1; Mode 0 zero, the low bits become 0; 1 jam,
// then bit T-1 becomes 1 unless x = 0, which halves the error on average.
// T = 0 changes nothing in either mode.
// Error: zero: -(2^T - 1)..0; jam: both signs, at most 2^(T-1) in magnitude.
`default_nettype none

module axmul_lsb #(
    parameter integer N    = 8,
    parameter integer T    = 0,
    parameter integer Mode = 0
) (
    input  wire [N-1:0] x,
    output wire [N-1:0] y
);
    generate
        if (N < 2 || N > 64) begin : g_bad_width
            bad_parameter_lsb_needs_2_le_N_le_64 u_bad ();
        end
        if (T < 0 || T > N - 1) begin : g_bad_t
            bad_parameter_lsb_needs_0_le_T_le_N_minus_1 u_bad ();
        end
        if (Mode != 0 && Mode != 1) begin : g_bad_mode
            bad_parameter_lsb_needs_Mode_0_or_1 u_bad ();
        end
    endgenerate

    wire [N-1:0] high = x & ({N{1'b1}} << T);

    generate
        if (Mode == 1 && T > 0) begin : g_jam
            assign y = high | ({{(N-1){1'b0}}, |x} << (T - 1));
        end else begin : g_zero
            assign y = high;
        end
    endgenerate
endmodule

`default_nettype wire
