// Multiplier of recoded partial products: each pair of cells a_i b_j, a_j b_i
// becomes its OR and its AND, the ANDs of a column are joined by OR, and
// approximate adders and compressors reduce the columns to two.
// Operands: a, b of N bits, unsigned.
// Parameters: N 8; C 0..16: half and full adders are approximate in the columns
// below C; the joined ANDs and the three 4:2 compressors always are.
// Error: both signs; none is exact, C = 0 neither.
// Source: S. Venkatachalam, S. Ko, IEEE TVLSI 25(5), 2017, 1782-1786,
// DOI 10.1109/TVLSI.2016.2643639 (cells; the order in the columns is axmul's).
`default_nettype none

module axmul_venkatachalam #(
    parameter integer N = 8,
    parameter integer C = 15
) (
    input  wire [N-1:0]   a,
    input  wire [N-1:0]   b,
    output wire [2*N-1:0] p
);
    generate
        if (N != 8) begin : g_bad_width
            bad_parameter_venkatachalam_needs_N_8 u_bad ();
        end
        if (C < 0 || C > 16) begin : g_bad_c
            bad_parameter_venkatachalam_needs_0_le_C_le_16 u_bad ();
        end
    endgenerate

    // t[8i+j] is a_i b_j; for i < j: o[8i+j] is the OR, g[8i+j] the AND of the pair
    wire [63:0] t, o, g;
    genvar i, j;
    generate
        for (i = 0; i < 8; i = i + 1) begin : g_row
            assign t[8*i +: 8] = b[7:0] & {8{a[i]}};
            for (j = 0; j < 8; j = j + 1) begin : g_pair
                assign o[8*i + j] = t[8*i + j] | t[8*j + i];
                assign g[8*i + j] = t[8*i + j] & t[8*j + i];
            end
        end
    endgenerate

    // the ANDs of each column
    wire [11:3] joined;
    assign joined[3]  = g[3] | g[10];
    assign joined[4]  = g[4] | g[11];
    assign joined[5]  = g[5] | g[12] | g[19];
    assign joined[6]  = g[6] | g[13] | g[20];
    assign joined[7]  = g[7] | g[14] | g[21] | g[28];
    assign joined[8]  = g[15] | g[22] | g[29];
    assign joined[9]  = g[23] | g[30] | g[37];
    assign joined[10] = g[31] | g[38];
    assign joined[11] = g[39] | g[46];

    // first stage: inputs, sum and carry of columns 4 to 12
    wire [12:4] w, x, y, z, s1, c1;
    assign {w[4], x[4], y[4], z[4]}     = {1'b0, o[4], o[11], 1'b0};
    assign {w[5], x[5], y[5], z[5]}     = {1'b0, o[5], o[12], o[19]};
    assign {w[6], x[6], y[6], z[6]}     = {o[6], o[13], o[20], t[27]};
    assign {w[7], x[7], y[7], z[7]}     = {o[7], o[14], o[21], o[28]};
    assign {w[8], x[8], y[8], z[8]}     = {o[15], o[22], o[29], t[36]};
    assign {w[9], x[9], y[9], z[9]}     = {1'b0, o[23], o[30], o[37]};
    assign {w[10], x[10], y[10], z[10]} = {1'b0, o[31], o[38], t[45]};
    assign {w[11], x[11], y[11], z[11]} = {1'b0, o[39], o[46], 1'b0};
    assign {w[12], x[12], y[12], z[12]} = {1'b0, t[47], t[61], 1'b0};

    // second stage: inputs of columns 1 to 13, sums, carries
    wire [13:1] u, v, r, s2, c2;
    assign {u[1], v[1], r[1]}    = {t[8], t[1], 1'b0};
    assign {u[2], v[2], r[2]}    = {t[16], t[2], t[9]};
    assign {u[3], v[3], r[3]}    = {o[3], o[10], joined[3]};
    assign {u[4], v[4], r[4]}    = {s1[4], t[18], joined[4]};
    assign {u[12], v[12], r[12]} = {s1[12], c1[11], t[54]};
    assign {u[13], v[13], r[13]} = {t[62], t[55], c1[12]};

    genvar q;
    generate
        for (q = 4; q <= 12; q = q + 1) begin : g_first
            if (q >= 6 && q <= 8) begin : g_compressor
                wire low  = w[q] & x[q];
                wire high = y[q] & z[q];
                assign s1[q] = (w[q] ^ x[q]) | (y[q] ^ z[q]) | (low & high);
                assign c1[q] = low | high;
            end else begin : g_adder
                wire unused_w = w[q];
                axmul_or_adder #(.Approx((q < C) ? 1 : 0), .Half((q == 4 || q >= 11) ? 1 : 0)) u_add (
                    .x(x[q]), .y(y[q]), .z(z[q]), .sum(s1[q]), .carry(c1[q]));
            end
        end
        for (q = 1; q <= 13; q = q + 1) begin : g_second
            if (q >= 5 && q <= 11) begin : g_in
                assign {u[q], v[q], r[q]} = {s1[q], joined[q], c1[q-1]};
            end
            axmul_or_adder #(.Approx((q < C) ? 1 : 0), .Half((q == 1) ? 1 : 0)) u_add (
                .x(u[q]), .y(v[q]), .z(r[q]), .sum(s2[q]), .carry(c2[q]));
        end
    endgenerate

    assign p = {1'b0, t[63], s2, t[0]} + {1'b0, c2, 2'b00};

    wire unused_ok = &{1'b0, o, g};
endmodule

`default_nettype wire
