using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Codecs.Jpeg2000;
using Gantry.Codecs.Jpeg2000.Encoding;
using Gantry.Codecs.JpegXl;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Rendering;
using Xunit;

namespace Gantry.UnitTests.Codecs;

/// <summary>
/// What works on many samples at a time gives what it gives for one: kernels run over lines of every length up to several vectors, and again sample by sample, which takes the
/// scalar path that processors without vectors take, and lines' ends everywhere.
/// </summary>
public sealed class KernelTests
{
    private const int Longest = 83;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lifting_of_integers(bool isLess) => ForEachLength((length, random) =>
    {
        int[] line = Integers(random, length), before = Integers(random, length), after = Integers(random, length);
        Same(length, (at, count, to) => Lifting.Update53(line.AsSpan(at, count), before.AsSpan(at, count), after.AsSpan(at, count), to, isLess));
        Same(length, (at, count, to) => Lifting.Predict53(line.AsSpan(at, count), before.AsSpan(at, count), after.AsSpan(at, count), to, isLess));
    });

    [Fact]
    public void Lifting_of_floats() => ForEachLength((length, random) =>
    {
        float[] line = Floats(random, length), before = Floats(random, length), after = Floats(random, length);
        Same(length, (at, count, to) =>
        {
            line.AsSpan(at, count).CopyTo(Real(to));
            Lifting.Step97(Real(to), before.AsSpan(at, count), after.AsSpan(at, count), Lifting.Gamma);
        });
        Same(length, (at, count, to) => Lifting.Scale(line.AsSpan(at, count), Lifting.K, Real(to)));
    });

    [Fact]
    public void Samples_in_turn_come_apart_and_together() => ForEachLength((length, random) =>
    {
        int[] line = Integers(random, length), joined = new int[length];
        int[] first = [.. line.Where((_, i) => i % 2 == 0)], second = [.. line.Where((_, i) => i % 2 == 1)];
        int[] a = new int[first.Length], b = new int[second.Length];
        Lifting.Separate(line, a, b);
        Lifting.Interleave(first, second, joined);
        Assert.Equal(first, a);
        Assert.Equal(second, b);
        Assert.Equal(line, joined);
    });

    [Fact]
    public void Coefficients_of_decoded_blocks() => ForEachLength((length, random) =>
    {
        int[] line = Integers(random, length);
        Same(length, (at, count, to) => BlockPlacement.Halve(line.AsSpan(at, count), to));
        Same(length, (at, count, to) => BlockPlacement.Scale(line.AsSpan(at, count), 0.37f, Real(to)));
    });

    [Fact]
    public void Coefficients_to_be_encoded() => ForEachLength((length, random) =>
    {
        int[] line = Integers(random, length);
        float[] real = Floats(random, length);
        Same(length, (at, count, to) => BlockPlanes.Split(line.AsSpan(at, count), MemoryMarshal.Cast<int, uint>(to)));
        uint all = 0;
        foreach (int value in line)
        {
            all |= (uint)Math.Abs(value);
        }

        Assert.Equal(all, BlockPlanes.Split(line, new uint[length]));
        Same(length, (at, count, to) =>
        {
            real.AsSpan(at, count).CopyTo(Real(to));
            BlockCutter.Quantise(to, 0.81f);
        });
        Same(length, (at, count, to) =>
        {
            line.AsSpan(at, count).CopyTo(to);
            TileEncoder.Widen(to);
        });
    });

    [Fact]
    public void Words_of_a_bit_plane()
    {
        var random = new Random(5);
        foreach ((int width, int height) in new[] { (1, 1), (3, 5), (8, 4), (33, 64), (64, 7), (64, 64) })
        {
            int[] line = [.. Enumerable.Range(0, width * height).Select(_ => random.Next(-5000, 5000))];
            var block = new BlockPlanes();
            block.Load(line, width, width, height);
            block.Select(3);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int value = line[y * width + x];
                    uint word = block.Words[BlockPlanes.Start(y) + x] >> (3 * (y & 3));
                    Assert.Equal((uint)(Math.Abs(value) >> 3) & 1, word & 1);
                    Assert.Equal(value < 0 ? 1u : 0, (word >> BlockPlanes.Negative) & 1);
                }
            }
        }
    }

    [Fact]
    public void Colours() => ForEachLength((length, random) =>
    {
        int[][] planes = [Integers(random, length), Integers(random, length), Integers(random, length)];
        float[][] real = [Floats(random, length), Floats(random, length), Floats(random, length)];
        for (int kept = 0; kept < 3; kept++)
        {
            Same(length, (at, count, to) =>
            {
                int[][] own = [new int[count], new int[count], new int[count]];
                Gantry.Codecs.Jpeg2000.ColourTransform.UndoReversible(planes[0].AsSpan(at, count), planes[1].AsSpan(at, count), planes[2].AsSpan(at, count), own[0], own[1], own[2]);
                own[kept].CopyTo(to);
            });
            Same(length, (at, count, to) =>
            {
                float[][] own = [new float[count], new float[count], new float[count]];
                Gantry.Codecs.Jpeg2000.ColourTransform.UndoIrreversible(real[0].AsSpan(at, count), real[1].AsSpan(at, count), real[2].AsSpan(at, count), own[0], own[1], own[2]);
                own[kept].CopyTo(Real(to));
            });
        }
    });

    [Fact]
    public void Samples_that_are_written() => ForEachLength((length, random) =>
    {
        int[] line = Integers(random, length);
        float[] real = Floats(random, length);
        Same(length, (at, count, to) =>
        {
            line.AsSpan(at, count).CopyTo(to);
            SampleWriter.Clamp(to, 2048, 0, 4095);
        });
        Same(length, (at, count, to) =>
        {
            real.AsSpan(at, count).CopyTo(Real(to));
            SampleWriter.Round(to);
        });
        int[] whole = [.. line.Select(v => v & 0xFFFF)];
        foreach (int components in new[] { 1, 3 })
        {
            Same(length, (at, count, to) =>
            {
                var wide = new ushort[count * components];
                SampleWriter.WriteRow(whole.AsSpan(at, count), MemoryMarshal.AsBytes(wide.AsSpan()), 0, components, 2);
                for (int i = 0; i < count; i++)
                {
                    to[i] = wide[i * components];
                }
            });
        }
    });

    [Fact]
    public void Samples_of_eight_bits_in_turn() => ForEachLength((length, random) =>
    {
        int[][] lines = [.. Enumerable.Range(0, 3).Select(_ => Integers(random, length).Select(v => v / 500).ToArray())];
        var three = new byte[3 * length];
        SampleTriples.Join(lines[0], lines[1], lines[2], 128, three);
        Assert.Equal(Enumerable.Range(0, 3 * length).Select(i => (byte)Math.Clamp(lines[i % 3][i / 3] + 128, 0, 255)), three);
    });

    [Fact]
    public void Numbers_to_samples_of_JPEG_XL() => ForEachLength((length, random) =>
    {
        float[] line = [.. Floats(random, length).Select(v => v / 3000)];
        line[0] = float.NaN;
        Same(length, (at, count, to) => SampleOutput.Quantise(line.AsSpan(at, count), 4095, to));
    });

    [Theory]
    [InlineData(13)]
    [InlineData(16)]
    [InlineData(17)]
    public void Transfer_functions_of_JPEG_XL(int kind) => ForEachLength((length, random) =>
    {
        JxlBitReader reader = new([], 0);
        TransferFunction transfer = TransferFunction.Of(ref reader, ColourEncoding.Default with { Transfer = kind }, 400)!;
        float[] line = [.. Enumerable.Range(0, length).Select(i => (float)(Math.Pow(10, random.Next(-7, 2)) * (random.NextDouble() - 0.3)))];
        Same(length, (at, count, to) =>
        {
            line.AsSpan(at, count).CopyTo(Real(to));
            transfer.Encode(Real(to));
        });
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Lines_of_wavelets(int odd) => ForEachLength((length, random) =>
    {
        int low = (length + 1 - odd) / 2;
        int[] line = Integers(random, length), whole = new int[length], scratch = new int[InverseLine.ScratchLength(length)];
        InverseLine.Lift53(line.AsSpan(0, low), line.AsSpan(low), whole, scratch, odd);
        Assert.Equal(Lifted(line, low, odd, (v, a, b) => v - ((a + b + 2) >> 2), (v, a, b) => v + ((a + b) >> 1), v => v >> 1), whole);

        float[] real = Floats(random, length), lifted = new float[length], first = new float[scratch.Length], second = new float[scratch.Length];
        InverseLine.Lift97(real.AsSpan(0, low), real.AsSpan(low), lifted, first, second, 1.5f, odd);
        float[] scaled = [.. real.Select((v, i) => length == 1 ? v : v * (i < low ? Lifting.K : 1 / Lifting.K))];
        float[] half = Lifted(scaled, low, odd, (v, a, b) => v + (a + b) * -Lifting.Delta, (v, a, b) => v + (a + b) * -Lifting.Gamma, v => v * 0.5f);
        float[] apart = [.. half.Where((_, i) => (i + odd) % 2 == 0), .. half.Where((_, i) => (i + odd) % 2 == 1)];
        float[] expected = length == 1 ? half : Lifted(apart, low, odd, (v, a, b) => v + (a + b) * -Lifting.Beta, (v, a, b) => v + (a + b) * -Lifting.Alpha, v => v);
        Assert.Equal(expected.Select(v => v * 1.5f), lifted);
    });

    /// <summary>F.3.8, sample by sample: low samples by their neighbours, then high ones by theirs.</summary>
    private static T[] Lifted<T>(T[] line, int low, int odd, Func<T, T, T, T> update, Func<T, T, T, T> predict, Func<T, T> single)
    {
        if (line.Length == 1)
        {
            return odd == 1 ? [single(line[0])] : line;
        }

        T[] all = [.. Enumerable.Range(0, line.Length).Select(i => line[(i + odd) % 2 == 0 ? i / 2 : low + i / 2])];
        foreach ((int parity, Func<T, T, T, T> step) in new[] { (odd, update), (1 - odd, predict) })
        {
            for (int i = parity; i < all.Length; i += 2)
            {
                all[i] = step(all[i], all[Lifting.Mirror(i - 1, all.Length)], all[Lifting.Mirror(i + 1, all.Length)]);
            }
        }

        return all;
    }

    [Fact]
    public void Halved_components_of_JPEG() => ForEachLength((length, random) =>
    {
        ushort[] near = Shorts(random, length + 2, 4096), far = Shorts(random, length + 2, 4096);
        Same(length, (at, count, to) =>
        {
            ushort[] own = near[at..(at + count)];
            JpegUpsampler.AddThrice(far.AsSpan(at, count), own);
            Widen(own, to);
        });
        foreach ((int shift, ushort left, ushort right) in new (int, ushort, ushort)[] { (2, 1, 2), (4, 8, 7) })
        {
            ushort[] samples = [.. near.Select(v => (ushort)(shift == 4 ? 4 * v : v))];
            Same(length, (at, count, to) =>
            {
                var pairs = new ushort[2 * count];
                JpegUpsampler.Widen(samples.AsSpan(at, count + 2), pairs, shift, left, right);
                MemoryMarshal.Cast<ushort, int>(pairs).CopyTo(to);
            });
        }
    });

    [Fact]
    public void Lines_of_bytes() => ForEachLength((length, random) =>
    {
        ushort[][] lines = [Shorts(random, length, 256), Shorts(random, length, 256), Shorts(random, length, 256)];
        var one = new byte[length];
        var three = new byte[3 * length];
        SampleLine.Narrow(lines[0], one);
        SampleLine.Narrow(lines[0], lines[1], lines[2], three);
        Assert.Equal(lines[0].Select(v => (byte)v), one);
        Assert.Equal(Enumerable.Range(0, 3 * length).Select(i => (byte)lines[i % 3][i / 3]), three);
    });

    [Fact]
    public void Blocks_are_exchanged_and_searched()
    {
        var random = new Random(8);
        Vector256<float>[] r = [.. Enumerable.Range(0, 8).Select(y => Vector256.Create([.. Enumerable.Range(0, 8).Select(x => 8f * y + x)]))];
        JpegBlock.Transpose(ref r[0], ref r[1], ref r[2], ref r[3], ref r[4], ref r[5], ref r[6], ref r[7]);
        for (int i = 0; i < 64; i++)
        {
            Assert.Equal(8f * (i & 7) + (i >> 3), r[i >> 3][i & 7]);
        }

        for (int round = 0; round < 50; round++)
        {
            short[] block = [.. Enumerable.Range(0, 64).Select(_ => (short)(random.Next(3) == 0 ? random.Next(-300, 300) : 0))];
            ulong expected = 0;
            for (int i = 0; i < 64; i++)
            {
                expected |= block[i] != 0 ? 1ul << i : 0;
            }

            Assert.Equal(expected, JpegCoefficients.NonZero(block));
        }
    }

    [Fact]
    public void Cosine_transforms_are_what_the_standard_defines()
    {
        var random = new Random(4);
        ushort[] ones = [.. Enumerable.Repeat((ushort)1, 64)];
        float[] inverse = new float[64], forward = new float[64];
        JpegInverseDct.Scale(ones, inverse);
        JpegForwardDct.Scale(ones, forward);
        for (int round = 0; round < 20; round++)
        {
            float[] samples = [.. Enumerable.Range(0, 64).Select(_ => (float)random.Next(-128, 128))];
            var zigzag = new short[64];
            JpegForwardDct.Transform(samples, forward, zigzag);
            var columns = new short[64];
            for (int k = 0; k < 64; k++)
            {
                int at = JpegZigzag.Columns[k];
                columns[at] = zigzag[k];
                Assert.InRange(zigzag[k] - Coefficient(samples, at >> 3, at & 7), -0.51, 0.51);
            }

            var back = new ushort[64];
            JpegInverseDct.Transform(columns, inverse, back, 8, 128, 255);
            for (int i = 0; i < 64; i++)
            {
                // Coefficients are whole numbers: half of one is lost of each.
                Assert.InRange(back[i] - 128 - samples[i], -2, 2);
            }
        }
    }

    /// <summary>T.81 A.3.3.</summary>
    private static double Coefficient(float[] samples, int u, int v)
    {
        double sum = 0;
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                sum += samples[8 * y + x] * Math.Cos((2 * x + 1) * u * Math.PI / 16) * Math.Cos((2 * y + 1) * v * Math.PI / 16);
            }
        }

        return sum / 4 * (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1);
    }

    private delegate void Kernel(int at, int count, Span<int> to);

    /// <summary>A line at once, and sample by sample.</summary>
    private static void Same(int length, Kernel kernel)
    {
        int[] whole = new int[length], single = new int[length];
        kernel(0, length, whole);
        for (int i = 0; i < length; i++)
        {
            kernel(i, 1, single.AsSpan(i, 1));
        }

        Assert.Equal(single, whole);
    }

    private static void ForEachLength(Action<int, Random> check)
    {
        for (int length = 1; length <= Longest; length++)
        {
            check(length, new Random(length));
        }
    }

    private static Span<float> Real(Span<int> line) => MemoryMarshal.Cast<int, float>(line);

    private static int[] Integers(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(-200_000, 200_000))];

    private static float[] Floats(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() * 8000 - 4000))];

    private static ushort[] Shorts(Random random, int length, int below) => [.. Enumerable.Range(0, length).Select(_ => (ushort)random.Next(below))];

    private static void Widen(ReadOnlySpan<ushort> from, Span<int> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
