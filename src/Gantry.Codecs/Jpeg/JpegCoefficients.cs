using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.Jpeg;

/// <summary>The quantised coefficients of a picture being encoded, block by block in the order of the scan, so that the Huffman tables can be made for them.</summary>
internal sealed class JpegCoefficients
{
    private readonly JpegHuffmanCode[] codes = [new(), new(), new(), new()];

    /// <summary>How often each symbol comes: 256 for each code.</summary>
    private readonly long[] frequencies = new long[4 * 256];
    private readonly ushort[] quantisation = new ushort[2 * 64];
    private readonly float[] scales = new float[2 * 64];
    private short[] blocks = [];
    private bool halvesChroma;
    private int tables;

    /// <summary>Which component the blocks of an MCU belong to.</summary>
    private ReadOnlySpan<byte> Owners => tables == 1 ? [0] : halvesChroma ? [0, 0, 1, 2] : [0, 1, 2];

    public int Count { get; private set; }

    /// <summary>Transforms and quantises a picture; <see cref="Return"/> follows.</summary>
    public void Load(ReadOnlySpan<byte> samples, in SampleFormat format, int quality, bool halvesChroma)
    {
        this.halvesChroma = halvesChroma;
        tables = format.Components == 1 ? 1 : 2;
        JpegQuantisation.Luminance(quality, quantisation.AsSpan(0, 64));
        JpegQuantisation.Chrominance(quality, quantisation.AsSpan(64));
        JpegForwardDct.Scale(quantisation.AsSpan(0, 64), scales.AsSpan(0, 64));
        JpegForwardDct.Scale(quantisation.AsSpan(64), scales.AsSpan(64));
        int mcuWidth = halvesChroma ? 16 : 8;
        int mcusWide = (format.Width + mcuWidth - 1) / mcuWidth;
        int mcusHigh = (format.Height + 7) / 8;
        ReadOnlySpan<byte> owners = Owners;
        Count = mcusWide * mcusHigh * owners.Length;
        blocks = ArrayPool<short>.Shared.Rent(64 * Count);
        Span<float> block = stackalloc float[64];
        int next = 0;
        for (int my = 0; my < mcusHigh; my++)
        {
            for (int mx = 0; mx < mcusWide; mx++)
            {
                for (int b = 0; b < owners.Length; b++)
                {
                    int component = owners[b];
                    int step = component > 0 && halvesChroma ? 2 : 1;
                    int left = mx * mcuWidth / step + (component == 0 ? 8 * b : 0);
                    Load(samples, format, component, left, my * 8, step, block);
                    JpegForwardDct.Transform(block, scales.AsSpan(component == 0 ? 0 : 64, 64), blocks.AsSpan(64 * next++, 64));
                }
            }
        }
    }

    public void Return()
    {
        ArrayPool<short>.Shared.Return(blocks);
        blocks = [];
    }

    public void Write(in SampleFormat format, IBufferWriter<byte> output)
    {
        Array.Clear(frequencies);
        var counter = new Counter(frequencies);
        Walk(ref counter);
        for (int i = 0; i < 2 * tables; i++)
        {
            codes[i].Define(frequencies.AsSpan(256 * i, 256));
        }

        JpegStreamWriter.Marker(output, 0xD8);
        Span<byte> body = stackalloc byte[65];
        for (int t = 0; t < tables; t++)
        {
            body[0] = (byte)t;
            for (int i = 0; i < 64; i++)
            {
                body[1 + i] = (byte)quantisation[(64 * t) + i];
            }

            JpegStreamWriter.Segment(output, 0xDB, body);
        }

        ReadOnlySpan<byte> sampling = halvesChroma ? [0x21, 0x11, 0x11] : [0x11, 0x11, 0x11];
        JpegStreamWriter.Frame(output, format.BitsPerSample == 8 ? (byte)0xC0 : (byte)0xC1, format, sampling);
        for (int t = 0; t < tables; t++)
        {
            JpegStreamWriter.HuffmanTable(output, (byte)t, codes[2 * t]);
            JpegStreamWriter.HuffmanTable(output, (byte)(0x10 | t), codes[2 * t + 1]);
        }

        ReadOnlySpan<byte> destinations = [0x00, 0x11, 0x11];
        JpegStreamWriter.Scan(output, destinations[..format.Components], 0, 63);
        var emitter = new Emitter(codes, new JpegBitWriter(output));
        Walk(ref emitter);
        emitter.Flush();
        JpegStreamWriter.Marker(output, 0xD9);
    }

    /// <summary>Sees every symbol of the scan in order.</summary>
    private interface ISink
    {
        void Put(int table, int symbol, int value, int size);
    }

    private readonly struct Counter(long[] frequencies) : ISink
    {
        public readonly void Put(int table, int symbol, int value, int size) => frequencies[(256 * table) + symbol]++;
    }

    private ref struct Emitter(JpegHuffmanCode[] codes, JpegBitWriter writer) : ISink
    {
        private JpegBitWriter writer = writer;

        public void Put(int table, int symbol, int value, int size)
        {
            // A negative value less one (F.1.2.1).
            codes[table].Write(ref writer, symbol, (uint)(value + (value >> 31)) & ((1u << size) - 1), size);
        }

        public void Flush() => writer.Flush();
    }

    private void Walk<T>(ref T sink) where T : struct, ISink, allows ref struct
    {
        Span<int> predictors = [0, 0, 0];
        ReadOnlySpan<byte> owners = Owners;
        for (int b = 0; b < Count; b++)
        {
            int component = owners[b % owners.Length];
            int table = component == 0 ? 0 : 2;
            ReadOnlySpan<short> block = blocks.AsSpan(64 * b, 64);
            int difference = block[0] - predictors[component];
            predictors[component] = block[0];
            int size = Size(difference);
            sink.Put(table, size, difference, size);
            int last = 0;
            for (ulong due = NonZero(block) & ~1ul; due != 0; due &= due - 1)
            {
                int k = BitOperations.TrailingZeroCount(due);
                int run = k - last - 1;
                for (; run > 15; run -= 16)
                {
                    sink.Put(table + 1, 0xF0, 0, 0);
                }

                size = Size(block[k]);
                sink.Put(table + 1, (run << 4) | size, block[k], size);
                last = k;
            }

            if (last < 63)
            {
                sink.Put(table + 1, 0, 0, 0);
            }
        }
    }

    /// <summary>A bit for each coefficient that is not zero.</summary>
    internal static ulong NonZero(ReadOnlySpan<short> block)
    {
        ulong zero = 0;
        for (int i = 0; i < 64; i += 16)
        {
            Vector128<short> low = Vector128.Create(block[i..]), high = Vector128.Create(block[(i + 8)..]);
            Vector128<sbyte> equal = Vector128.Narrow(Vector128.Equals(low, Vector128<short>.Zero), Vector128.Equals(high, Vector128<short>.Zero));
            zero |= (ulong)equal.ExtractMostSignificantBits() << i;
        }

        return ~zero;
    }

    private static int Size(int value) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));

    /// <summary>Level-shifted samples of a block; beyond the picture its last column and row are repeated, halved components are means of two.</summary>
    private static void Load(ReadOnlySpan<byte> samples, in SampleFormat format, int component, int left, int top, int step, Span<float> block)
    {
        int components = format.Components;
        float shift = 1 << (format.BitsPerSample - 1);
        if (format.BytesPerSample == 1 && (left + 8) * step <= format.Width && top + 8 <= format.Height)
        {
            if (components == 1)
            {
                for (int y = 0; y < 8; y++)
                {
                    Widen(samples.Slice((top + y) * format.Width + left, 8), shift, block.Slice(8 * y, 8));
                }

                return;
            }

            int pixel = components * step;
            int second = component + (step - 1) * components;
            for (int y = 0; y < 8; y++)
            {
                ReadOnlySpan<byte> row = samples.Slice(((top + y) * format.Width + left * step) * components, 8 * pixel);
                for (int x = 0, at = 0; x < 8; x++, at += pixel)
                {
                    // With a step of one both are the same sample.
                    block[8 * y + x] = (row[at + component] + row[at + second]) * 0.5f - shift;
                }
            }

            return;
        }

        ReadOnlySpan<ushort> wide = format.BytesPerSample == 2 ? MemoryMarshal.Cast<byte, ushort>(samples) : default;
        for (int y = 0; y < 8; y++)
        {
            int row = Math.Min(top + y, format.Height - 1) * format.Width;
            for (int x = 0; x < 8; x++)
            {
                float sum = 0;
                for (int s = 0; s < step; s++)
                {
                    int column = Math.Min((left + x) * step + s, format.Width - 1);
                    int at = (row + column) * components + component;
                    sum += format.BytesPerSample == 2 ? wide[at] : samples[at];
                }

                block[8 * y + x] = sum / step - shift;
            }
        }
    }

    /// <summary>Eight samples, shifted to lie around zero.</summary>
    private static void Widen(ReadOnlySpan<byte> samples, float shift, Span<float> row)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(BitConverter.ToUInt64(samples)).AsByte());
        Vector256<int> whole = Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
        (Vector256.ConvertToSingle(whole) - Vector256.Create(shift)).CopyTo(row);
    }
}
