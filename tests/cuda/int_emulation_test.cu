// The integer kernels of include/axmul/cuda run on the host, thread by thread, against plain loops. No device is
// needed.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "axmul/cuda/conv.cuh"
#include "axmul/cuda/int_choice.cuh"
#include "axmul/cuda/noise.cuh"
#include "axmul/cuda/table_gemm.cuh"
#include "tests/cuda/emulate.hpp"
#include "tests/cuda/int_reference.hpp"

namespace {

using namespace axmul::cuda;

struct problem {
  product_table table;
  bytes a, b;

  problem(generator& g, product_table t, int m, int n, int k)
      : table(std::move(t)),
        a(bytes::random(g, m, k, k + pick(g, 0, 5))),
        b(bytes::random(g, k, n, n + pick(g, 0, 5))) {}
  gemm_operands operands(sums& c) const {
    return {a.data.data(), b.data.data(), c.data.data(), a.rows, b.columns, a.columns, a.stride, b.stride, c.stride};
  }
  std::string name() const {
    return std::to_string(table.n) + "x" + std::to_string(table.nb) + " bits, " + std::to_string(a.rows) + "x" +
           std::to_string(a.columns) + "x" + std::to_string(b.columns);
  }
};

template <class Table, int Columns>
void check_table_gemm(checks& h, Table const& table, problem const& p, std::int64_t k_per_part, bool backwards) {
  int const stride = p.b.columns + 3;
  sums expected(p.a.rows, p.b.columns, stride);
  expected.multiply(p.table, p.a, p.b);
  sums c(p.a.rows, p.b.columns, stride, k_per_part < p.a.columns);
  table_gemm<Table, Columns> const kernel{table, p.operands(c), k_per_part};
  emulate(kernel, kernel.blocks(), kernel.shared_bytes(), backwards);
  h.expect(c.data == expected.data, "table_gemm, " + std::to_string(Columns) + " columns a lane, " + p.name());
}

template <int Columns>
void check_both_tables(checks& h, problem const& p, std::int64_t k_per_part, bool backwards) {
  int const n = p.table.n, nb = p.table.nb;
  std::int32_t const* const entries = p.table.entries.data();
  std::int32_t const least = *std::min_element(p.table.entries.begin(), p.table.entries.end());
  std::vector<std::uint16_t> const differences = shared_table::entries_of(entries, n, nb, least);
  shared_table const shared{differences.data(), n, nb, shared_table::copies_for(n, nb), least};
  check_table_gemm<shared_table, Columns>(h, shared, p, k_per_part, backwards);
  if (Columns <= 2) check_table_gemm<global_table, Columns>(h, global_table{entries, n, nb}, p, k_per_part, backwards);
}

void table_kernels(checks& h) {
  generator g(1);
  for (int i = 0; i < 150; ++i) {
    int const n = i % 3 == 0 ? 8 : pick(g, 1, 8), nb = i % 3 == 0 ? 8 : pick(g, 1, 8);
    int const low = pick(g, -40000, 30000);
    problem const p(g, product_table::random(g, n, nb, low, low + 65535), pick(g, 1, 70), pick(g, 1, 70),
                    pick(g, 1, 70));
    std::int64_t const part = i % 2 == 0 ? p.a.columns : 16 * pick(g, 1, 2);
    switch (i % 3) {
      case 0: check_both_tables<1>(h, p, part, i % 4 < 2); break;
      case 1: check_both_tables<2>(h, p, part, i % 4 < 2); break;
      default: check_both_tables<4>(h, p, part, i % 4 < 2);
    }
  }
  // Several blocks in each dimension, and one more row and column than a block has.
  check_both_tables<1>(h, {g, product_table::random(g, 8, 8, 1, 65536), 300, 97, 45}, 45, true);
  check_both_tables<2>(h, {g, product_table::random(g, 7, 8, -9, 900), 129, 65, 33}, 16, false);
  check_both_tables<4>(h, {g, product_table::random(g, 8, 8, -32768, 32767), 129, 129, 100}, 48, true);
  check_both_tables<4>(h, {g, product_table::random(g, 4, 4, -5, 300), 256, 256, 64}, 64, false);
}

void copies(checks& h) {
  for (int n = 1; n <= 8; ++n)
    for (int nb = 1; nb <= 8; ++nb) {
      shared_table const t{nullptr, n, nb, shared_table::copies_for(n, nb), 0};
      int const lanes = 1 << t.copies_log2;
      std::set<std::uint32_t> places;
      bool own_banks = true;
      for (int a = 0; a >> n == 0; ++a)
        for (int b = 0; b >> nb == 0; ++b) {
          std::uint32_t const place =
              t.share_of_a(static_cast<std::uint32_t>(a)) + t.share_of_b(static_cast<std::uint32_t>(b));
          places.insert(place);
          own_banks &= static_cast<int>(place % shared_table::line) < t.chunk() &&
                       static_cast<int>(place) + (lanes - 1) * t.chunk() + 2 <= t.shared_bytes();
        }
      std::string const name = std::to_string(n) + "x" + std::to_string(nb) + " bits";
      h.expect(own_banks, "each copy keeps to its banks and within the memory, " + name);
      h.expect(places.size() == std::size_t{1} << (n + nb), "no two entries in one place, " + name);
      h.expect(t.shared_bytes() <= 128 * 1024 && (n + nb == 16 || t.shared_bytes() <= 64 * 1024), "memory, " + name);
    }
  table_gemm<shared_table, 4> const largest{{nullptr, 8, 8, 0, 0}, {}, 1};
  h.expect(largest.shared_bytes() <= 163 * 1024, "an 8 x 8 table and its tiles within an sm_80 block");
}

// All but the engine's product: expansion of both operands, a plain int8 product, combination.
void check_factors(checks& h, problem const& p, factored const& f, bool backwards) {
  std::int64_t const m = p.a.rows, n = p.b.columns, k = p.a.columns, rank = f.rank;
  std::int64_t const padded_m = round_up(m, side_multiple), padded_n = round_up(n, side_multiple),
                     depth = round_up(k, k_multiple);
  signed_factors const of_a = factors_of_a(f.view()), of_b = factors_of_b(f.view());
  std::vector<std::int8_t> a(static_cast<std::size_t>(padded_m * rank * depth), 77),
      b(static_cast<std::size_t>(padded_n * rank * depth), 77);
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(padded_m)), columns(static_cast<std::size_t>(padded_n));
  expand_factors const expand_a{
      p.a.data.data(),       m,        k,           p.a.stride, 1,    f.n, f.rank, of_a.factors.data(),
      of_a.constants.data(), a.data(), rows.data(), padded_m,   depth};
  expand_factors const expand_b{p.b.data.data(),
                                n,
                                k,
                                1,
                                p.b.stride,
                                f.nb,
                                f.rank,
                                of_b.factors.data(),
                                of_b.constants.data(),
                                b.data(),
                                columns.data(),
                                padded_n,
                                depth};
  emulate(expand_a, expand_a.blocks(), expand_a.shared_bytes, backwards);
  emulate(expand_b, expand_b.blocks(), expand_b.shared_bytes, backwards);

  sums c(p.a.rows, p.b.columns, p.b.columns + 2), expected = c;
  expected.multiply(p.table, p.a, p.b);
  std::vector<std::int32_t> output(static_cast<std::size_t>(padded_m * padded_n));
  for (factor_part const& part : parts_of(f.shift, k)) {
    for (std::int64_t i = 0; i < padded_m; ++i)
      for (std::int64_t j = 0; j < padded_n; ++j) {
        std::int32_t sum = 0;
        for (std::int64_t at = part.first * depth; at < (part.first + part.count) * depth; ++at)
          sum +=
              a[static_cast<std::size_t>(i * rank * depth + at)] * b[static_cast<std::size_t>(j * rank * depth + at)];
        output[static_cast<std::size_t>(i * padded_n + j)] = sum;
        if (i >= m || j >= n) h.failed += sum != 0;
      }
    combine_parts const combine{output.data(), padded_n, part.shift, part.first == 0, rows.data(), columns.data(),
                                c.data.data(), m,        n,          c.stride};
    emulate(combine, combine.blocks(), 0, backwards);
  }
  h.expect(c.data == expected.data, "factors, rank " + std::to_string(f.rank) + ", " + p.name());
}

void factor_kernels(checks& h) {
  generator g(2);
  std::vector<std::vector<std::uint8_t>> const shifts{{0}, {3}, {0, 0}, {0, 1}, {0, 0, 2, 2, 2}, {1, 4, 9}};
  for (int i = 0; i < 30; ++i) {
    factored const f = factored::random(g, i % 2 == 0 ? 8 : pick(g, 1, 8), i % 2 == 0 ? 8 : pick(g, 1, 8),
                                        shifts[static_cast<std::size_t>(i) % shifts.size()]);
    product_table const t = f.table();
    h.expect(gives_table(f.view(), t.entries.data(), f.n, f.nb).ok(), "factors give their table");
    product_table wrong = t;
    ++wrong.entries[static_cast<std::size_t>(pick(g, 0, static_cast<int>(t.entries.size()) - 1))];
    h.expect(!gives_table(f.view(), wrong.entries.data(), f.n, f.nb).ok(), "factors of another table are refused");
    check_factors(h, {g, t, pick(g, 1, 70), pick(g, 1, 70), pick(g, 1, 70)}, f, i % 4 < 2);
  }
  // More k than a block expands at a time; factors at their extremes.
  factored f = factored::random(g, 2, 2, {0, 0});
  std::fill(f.f.begin(), f.f.end(), std::uint8_t{0});
  std::fill(f.g.begin(), f.g.end(), std::uint8_t{0});
  check_factors(h, {g, f.table(), 9, 5, 1300}, f, true);
  std::fill(f.f.begin(), f.f.end(), std::uint8_t{255});
  check_factors(h, {g, f.table(), 3, 2, 1025}, f, false);
  // The engine's sums at their largest magnitude, over the longest k.
  f = factored::random(g, 2, 2, {0});
  f.f.assign(f.f.size(), 0);
  f.g.assign(f.g.size(), 255);
  f.u.assign(f.u.size(), -3);
  f.v.assign(f.v.size(), 5);
  check_factors(h, {g, f.table(), 1, 1, 131056}, f, false);
  f = factored::random(g, 2, 2, {2, 1});
  product_table const falling = f.table();
  h.expect(!gives_table(f.view(), falling.entries.data(), 2, 2).ok(), "falling shifts are refused");
}

void naive(checks& h) {
  generator g(3);
  for (int i = 0; i < 10; ++i) {
    problem const p(g, product_table::random(g, pick(g, 1, 8), pick(g, 1, 8), -1000000, 1000000), pick(g, 1, 70),
                    pick(g, 1, 150), pick(g, 1, 70));
    sums c(p.a.rows, p.b.columns, p.b.columns + 1), expected = c;
    expected.multiply(p.table, p.a, p.b);
    naive_gemm const kernel{p.table.entries.data(), p.table.n, p.table.nb, p.operands(c)};
    emulate(kernel, kernel.blocks(), 0);
    h.expect(c.data == expected.data, "naive_gemm, " + p.name());
  }
}

void choice(checks& h) {
  std::vector<std::uint8_t> const shifts{0, 0, 0, 2, 2, 5};
  std::vector<factor_part> const parts = parts_of(shifts, 64);
  h.expect(
      parts.size() == 3 && parts[0].count == 3 && parts[1].first == 3 && parts[1].count == 2 && parts[2].shift == 5,
      "parts by shift");
  h.expect(parts_of(shifts, 0).size() == 3, "parts of an empty product");
  // 131,056 / 65,536 is 1: each term alone.
  h.expect(parts_of(shifts, 65536).size() == 6 && parts_of(shifts, 65521).size() == 6, "one term a part");
  h.expect(parts_of(shifts, 65520).size() == 4, "two terms of 65,520 in a part");
  h.expect(parts_of(shifts, 131056).size() == 6 && parts_of(shifts, 131057).empty(),
           "the longest k of the int8 product");
  h.expect(longest_k(-3, 65025) == 33025 && longest_k(-16256, 16384) == 131071, "longest k");

  int_traits t;
  t.has_short_table = true;
  h.expect(choose_path(t, 4096, 4096, 4096) == int_path::table, "no factors: the table");
  t.shifts = {0, 0};
  h.expect(choose_path(t, 4096, 4096, 4096) == int_path::factors, "two terms: factors");
  h.expect(choose_path(t, 4096, 4096, 131057) == int_path::table, "k too long for bytes: the table");
  h.expect(choose_path(t, 1, 1, 1) == int_path::table, "one product: the table");
  t.shifts.assign(400, 0);
  h.expect(choose_path(t, 4096, 4096, 4096) == int_path::table, "400 terms: the table");
  t.shifts.clear();
  t.has_short_table = false;
  h.expect(choose_path(t, 64, 64, 64) == int_path::global_table, "wide products: the table in global memory");
  h.expect(explain_path(t, 64, 64, 64).find("global_table: no factors given") == 0, "the choice is explained");

  h.expect(split_of(1024, 4096, 132) == 1, "many blocks are not split");
  h.expect(split_of(1, 64, 132) == 1, "a short k is not split");
  int const parts_of_one = split_of(1, 8192, 132);
  h.expect(parts_of_one > 8 && parts_of_one <= 64, "one block of a long k is split");
}

template <class Word>
void check_patches(checks& h, generator& g, conv_shape const& shape, bool backwards) {
  constexpr int many = sizeof(Word);
  conv_shape s = shape;
  s.channels *= many;
  std::vector<Word> x(static_cast<std::size_t>(s.batch * s.height * s.width * shape.channels));
  std::uint8_t* const image = reinterpret_cast<std::uint8_t*>(x.data());
  for (std::size_t i = 0; i < x.size() * many; ++i) image[i] = static_cast<std::uint8_t>(pick(g, 0, 255));
  Word padding;
  std::fill_n(reinterpret_cast<std::uint8_t*>(&padding), many, std::uint8_t{131});
  // A slab that begins and ends within an image.
  std::int64_t const first = s.rows() / 3, rows = s.rows() - first - s.rows() / 5;
  for (int group = 0; group < s.groups; ++group) {
    std::vector<Word> out(static_cast<std::size_t>(rows * shape.depth()));
    gather_patches<Word> const kernel{shape, x.data() + group * shape.group_channels(), padding, out.data(), first,
                                      rows};
    emulate(kernel, kernel.blocks(), 0, backwards);
    std::vector<std::uint8_t> expected;
    std::int64_t row = 0;
    for (int image_index = 0; image_index < s.batch; ++image_index)
      for (int y = 0; y < s.out_height(); ++y)
        for (int at = 0; at < s.out_width(); ++at, ++row) {
          if (row < first || row >= first + rows) continue;
          for (int ky = 0; ky < s.kernel_height; ++ky)
            for (int kx = 0; kx < s.kernel_width; ++kx)
              for (int c = 0; c < s.group_channels(); ++c) {
                std::int64_t const iy = y * s.stride_y + ky - s.padding_y, ix = at * s.stride_x + kx - s.padding_x;
                bool const outside = iy < 0 || ix < 0 || iy >= s.height || ix >= s.width;
                std::int64_t const from =
                    ((image_index * s.height + iy) * s.width + ix) * s.channels + group * s.group_channels() + c;
                expected.push_back(outside ? std::uint8_t{131} : image[from]);
              }
        }
    std::uint8_t const* const got = reinterpret_cast<std::uint8_t const*>(out.data());
    h.expect(std::vector<std::uint8_t>(got, got + out.size() * many) == expected,
             "patches in words of " + std::to_string(many));
  }
}

void patches(checks& h) {
  generator g(4);
  for (int i = 0; i < 30; ++i) {
    int const groups = pick(g, 1, 3);
    conv_shape s{pick(g, 1, 3), pick(g, 5, 12), pick(g, 5, 12), groups * pick(g, 1, 20), groups,        pick(g, 1, 5),
                 pick(g, 1, 5), pick(g, 1, 3),  pick(g, 1, 3),  pick(g, 0, 3),           pick(g, 0, 3), groups};
    h.expect(check(s).ok(), "a shape that fits");
    check_patches<std::uint8_t>(h, g, s, i % 2 == 0);
    s.channels = groups * pick(g, 1, 3);
    check_patches<uint4>(h, g, s, i % 2 == 0);
  }
  h.expect(!check(conv_shape{1, 4, 4, 6, 6, 3, 3, 1, 1, 0, 0, 4}).ok(),
           "groups that do not divide channels are refused");
  h.expect(!check(conv_shape{1, 4, 4, 6, 6, 5, 3}).ok(), "a kernel beyond the image is refused");
}

bool is(random_words const& r, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return r.word[0] == a && r.word[1] == b && r.word[2] == c && r.word[3] == d;
}

void noise(checks& h) {
  // The known answers that Random123 is distributed with.
  h.expect(is(philox({{0, 0, 0, 0}}, 0, 0), 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8), "philox of zeros");
  std::uint32_t const all = 0xffffffff;
  h.expect(is(philox({{all, all, all, all}}, all, all), 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd),
           "philox of ones");
  h.expect(is(philox({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0), 0xd16cfe09,
              0x94fdcceb, 0x5001e420, 0x24126ea1),
           "philox of pi");
  h.expect(normal_pair(all, 0).x == 0 && std::fabs(normal_pair(0, 0).x - 6.6604f) < 1e-3f,
           "the ends of Box and Muller");

  int const rows = 300, columns = 333;
  std::vector<std::int32_t> dense(rows * columns, 1000), strided(rows * (columns + 7), 1000);
  noise_kernel<std::int32_t> const kernel{dense.data(), rows, columns, columns, -50, 2000, 42, 7};
  emulate(kernel, kernel.blocks(), 0);
  noise_kernel<std::int32_t> other = kernel;
  other.c = strided.data();
  other.stride = columns + 7;
  emulate(other, other.blocks(), 0, true);
  bool same = true, rest = true;
  double sum = 0, squares = 0, neighbours = 0;
  int far = 0;
  for (int i = 0; i < rows * columns; ++i) {
    int const at = i / columns * (columns + 7) + i % columns;
    same &= dense[static_cast<std::size_t>(i)] == strided[static_cast<std::size_t>(at)];
    double const d = (dense[static_cast<std::size_t>(i)] - 950) / 2000.0;
    sum += d;
    squares += d * d;
    far += std::fabs(d) > 2;
    if (i > 0) neighbours += d * (dense[static_cast<std::size_t>(i - 1)] - 950) / 2000.0;
  }
  for (int i = 0; i < rows; ++i)
    for (int j = columns; j < columns + 7; ++j)
      rest &= strided[static_cast<std::size_t>(i * (columns + 7) + j)] == 1000;
  double const count = rows * columns, error = 5 / std::sqrt(count);
  h.expect(same && rest, "noise is a function of seed, draw and element alone");
  h.expect(std::fabs(sum / count) < error, "mean of the noise");
  h.expect(std::fabs(squares / count - 1) < 1.5 * error, "deviation of the noise");
  h.expect(std::fabs(neighbours / count) < error, "neighbours are independent");
  h.expect(std::fabs(far / count - 0.0455) < error, "share beyond two deviations");

  std::vector<float> first(10), second(10);
  noise_kernel<float> floats{first.data(), 2, 5, 5, 0, 1, 42, 7};
  emulate(floats, floats.blocks(), 0);
  floats.c = second.data();
  floats.draw = 8;
  emulate(floats, floats.blocks(), 0);
  h.expect(first != second && static_cast<std::int32_t>(
                                  std::floor(1000 - 50 + 2000 * static_cast<double>(first[5]) + 0.5)) == dense[5],
           "another draw differs; floats and integers have the same noise");
  h.expect(with_noise(2147483000, 1e4) == 2147483647 && with_noise(-2147483000, -1e4) == -2147483647 - 1 &&
               with_noise(3, -0.6) == 2,
           "integers are rounded and kept within 32 bits");
}

}  // namespace

int main() {
  checks h;
  table_kernels(h);
  copies(h);
  factor_kernels(h);
  naive(h);
  choice(h);
  patches(h);
  noise(h);
  std::printf("%d checks, %d failed\n", h.made, h.failed);
  return h.failed != 0;
}
