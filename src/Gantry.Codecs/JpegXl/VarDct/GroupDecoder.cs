using System.Numerics;
using System.Runtime.InteropServices;
using Gantry.Codecs.JpegXl.Entropy;
using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>Decodes the coefficients of groups of 32 by 32 blocks, and turns them into pixels (18181-1 I.2.6 to I.2.8).</summary>
internal sealed class GroupDecoder
{
    private const int Side = 32, GroupPixels = 65536;

    private readonly FrameHeader frame;
    private readonly VarDctFrame blocks;
    private readonly HighGlobal global;
    private readonly float[][] planes;
    private readonly float[] biases;
    private readonly int[] coefficients;
    private readonly float[] work;
    private readonly int[] numbers;

    /// <summary>The frame is a JPEG picture coded anew: its coefficients are to be taken as JPEG takes them, to the last bit.</summary>
    public bool IsJpeg { get; }

    private GroupDecoder(ImageHeader image, FrameHeader frame, VarDctFrame blocks, HighGlobal global, float[][] planes, int[] coefficients, float[] work, int[] numbers)
    {
        this.frame = frame;
        this.blocks = blocks;
        this.global = global;
        this.planes = planes;
        this.coefficients = coefficients;
        this.work = work;
        this.numbers = numbers;
        IsJpeg = !image.IsXyb && image.Depth.Bits == 8 && global.Tables.Jpeg is not null && blocks.Correlation is { BaseX: 0, BaseB: 0, Factor: 84, LowX: 0, LowB: 0 };
        biases = image.Opsin.QuantBiases;
    }

    public static GroupDecoder? Create(ref JxlBitReader reader, ImageHeader image, FrameHeader frame, VarDctFrame blocks, HighGlobal global, float[][] planes, JxlMemory memory)
    {
        int pixels = MostPixels(frame);
        if (memory.Ints(3L * pixels) is { } coefficients && memory.Floats(4L * pixels) is { } work && memory.Ints(3 * Side * Side) is { } numbers)
        {
            return new GroupDecoder(image, frame, blocks, global, planes, coefficients, work, numbers);
        }

        reader.Refuse("A group of blocks.");
        return null;
    }

    private int Pixels => MostPixels(frame);

    private static int MostPixels(FrameHeader frame) => (int)Math.Min(GroupPixels, (long)frame.BlocksWide * frame.BlocksHigh * 64);

    /// <summary>Adds the coefficients of one pass.</summary>
    public bool ReadPass(ref JxlBitReader reader, int group, int pass)
    {
        (int[][] orders, EntropyCode code, byte[] clusters) = global[pass];
        int set = reader.ReadInt(JxlBitReader.CeilLog2((uint)global.Distributions));
        if (set >= global.Distributions)
        {
            return reader.Fail("A set of distributions that does not exist.");
        }

        int firstContext = set * blocks.Contexts.All;
        EntropyReader symbols = new(code, ref reader);
        numbers.AsSpan(0, 3 * Side * Side).Clear();
        (int left, int top, int width, int height) = Area(group);
        int at = 0, shift = frame.Passes.Shifts[pass];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int cell = ((top + y) * frame.BlocksWide) + left + x;
                int kind = blocks.Kinds[cell] - 128;
                if (kind < 0)
                {
                    continue;
                }

                int size = 64 * BlockKind.Wide[kind] * BlockKind.High[kind];
                foreach (int c in (ReadOnlySpan<int>)[1, 0, 2])
                {
                    if (!Has(c, x, y))
                    {
                        continue;
                    }

                    int block = blocks.Contexts.Block(blocks.LowContexts[cell], blocks.Quants[cell], BlockKind.Shape[kind], c);
                    Span<int> to = coefficients.AsSpan((c * Pixels) + at, size);
                    if (!ReadBlock(ref reader, ref symbols, clusters.AsSpan(firstContext), block, kind, c, x >> frame.ShiftX[c], y >> frame.ShiftY[c], orders, to, shift))
                    {
                        return false;
                    }
                }

                at += size;
            }

            if (reader.IsFailed)
            {
                return false;
            }
        }

        return symbols.End() || reader.Fail("A group of blocks does not end where it should.");
    }

    /// <summary>Makes pixels of what the passes gave, and forgets it.</summary>
    public void Reconstruct(int group)
    {
        (int left, int top, int width, int height) = Area(group);
        float scaleX = MathF.Pow(0.8f, frame.ScaleX - 2), scaleB = MathF.Pow(0.8f, frame.ScaleB - 2);
        int at = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int cell = ((top + y) * frame.BlocksWide) + left + x;
                int kind = blocks.Kinds[cell] - 128;
                if (kind < 0)
                {
                    continue;
                }

                int size = 64 * BlockKind.Wide[kind] * BlockKind.High[kind];
                Span<float> blockX = work.AsSpan(0, size), blockY = work.AsSpan(Pixels, size), blockB = work.AsSpan(2 * Pixels, size), scratch = work.AsSpan(3 * Pixels, size);
                ReadOnlySpan<float> factors = global.Tables[BlockKind.Table[kind]];
                float scale = blocks.Scale / blocks.Quants[cell];
                int tile = (((top + y) >> 3) * blocks.TilesWide) + ((left + x) >> 3);
                if (IsJpeg && kind == BlockKind.Dct8)
                {
                    AddLuma(at, 0, blocks.TilesX[tile]);
                    AddLuma(at, 2, blocks.TilesB[tile]);
                    PutJpeg(at, 0, x, y, left, top);
                    PutJpeg(at, 1, x, y, left, top);
                    PutJpeg(at, 2, x, y, left, top);
                    at += size;
                    continue;
                }

                Dequantise(coefficients.AsSpan(Pixels + at, size), factors.Slice(size, size), scale, biases[1], biases[3], blockY);
                Dequantise(coefficients.AsSpan(at, size), factors[..size], scale * scaleX, biases[0], biases[3], blockX);
                Dequantise(coefficients.AsSpan((2 * Pixels) + at, size), factors.Slice(2 * size, size), scale * scaleB, biases[2], biases[3], blockB);
                AddScaled(blockY, blocks.Correlation.X(blocks.TilesX[tile]), blockX);
                AddScaled(blockY, blocks.Correlation.B(blocks.TilesB[tile]), blockB);
                Put(0, kind, x, y, left, top, blockX, scratch);
                Put(1, kind, x, y, left, top, blockY, scratch);
                Put(2, kind, x, y, left, top, blockB, scratch);
                at += size;
            }
        }

        for (int c = 0; c < 3; c++)
        {
            coefficients.AsSpan(c * Pixels, at).Clear();
        }
    }

    private bool ReadBlock(
        ref JxlBitReader reader, ref EntropyReader symbols, ReadOnlySpan<byte> clusters, int block, int kind, int c, int x, int y, int[][] orders, Span<int> to, int shift)
    {
        int wide = BlockKind.Wide[kind], high = BlockKind.High[kind], size = to.Length, few = wide * high, log = BitOperations.Log2((uint)few);
        Span<int> near = numbers.AsSpan(c * Side * Side, Side * Side);
        int expected = x == 0 ? y == 0 ? 32 : near[(y - 1) * Side] : y == 0 ? near[x - 1] : (near[((y - 1) * Side) + x] + near[(y * Side) + x - 1] + 1) / 2;
        int left = (int)symbols.ReadIn(ref reader, clusters[blocks.Contexts.Number(expected, block)]);
        if ((uint)left > size - few)
        {
            return reader.Fail("A block has more coefficients than there are.");
        }

        for (int dy = 0; dy < high; dy++)
        {
            near.Slice(((y + dy) * Side) + x, wide).Fill((left + few - 1) >> log);
        }

        int first = blocks.Contexts.FirstValue(block);
        int wasOther = left > size / 16 ? 0 : 1;
        ReadOnlySpan<int> order = orders[(3 * BlockKind.Shape[kind]) + c];
        ReadOnlySpan<byte> values = clusters[first..];
        for (int k = few; left > 0; k++)
        {
            if (k >= size)
            {
                return reader.Fail("A block has more coefficients than places.");
            }

            int value = JxlBitReader.Signed(symbols.ReadIn(ref reader, values[BlockContexts.Value(left, k, log, wasOther)]));
            wasOther = value != 0 ? 1 : 0;
            left -= wasOther;
            to[order[k]] += value << shift;
        }

        return true;
    }

    private void Put(int c, int kind, int x, int y, int left, int top, Span<float> block, Span<float> scratch)
    {
        if (!Has(c, x, y))
        {
            return;
        }

        int shiftX = frame.ShiftX[c], shiftY = frame.ShiftY[c], stride = frame.BlocksWide >> shiftX;
        int blockX = (left + x) >> shiftX, blockY = (top + y) >> shiftY;
        BlockInverse.Seed(kind, blocks.Low[c].AsSpan((blockY * stride) + blockX), stride, block);
        BlockInverse.Inverse(kind, block, scratch);
        int width = 8 * BlockKind.Wide[kind], height = 8 * BlockKind.High[kind];
        for (int row = 0; row < height; row++)
        {
            block.Slice(row * width, width).CopyTo(planes[c].AsSpan((((8 * blockY) + row) * 8 * stride) + (8 * blockX), width));
        }
    }

    /// <summary>Gives chroma back what luma let expect of it, in whole numbers, as the encoder took it.</summary>
    private void AddLuma(int at, int c, int tile)
    {
        if (tile == 0)
        {
            return;
        }

        int ratio = tile * 2048 / 84;
        ReadOnlySpan<int> luma = coefficients.AsSpan(Pixels + at, 64), coarse = global.Tables.Jpeg.AsSpan(64, 64), fine = global.Tables.Jpeg.AsSpan(64 * c, 64);
        Span<int> chroma = coefficients.AsSpan((c * Pixels) + at, 64);
        for (int i = 1; i < 64; i++)
        {
            chroma[i] += ((luma[i] * ((((coarse[i] * 2048 / fine[i]) * ratio) + 1024) >> 11)) + 1024) >> 11;
        }
    }

    /// <summary>One block of one channel as JPEG's decoders make it: levels within eight bits, kept as fractions of 255.</summary>
    private void PutJpeg(int at, int c, int x, int y, int left, int top)
    {
        if (!Has(c, x, y))
        {
            return;
        }

        int stride = frame.BlocksWide >> frame.ShiftX[c], blockX = (left + x) >> frame.ShiftX[c], blockY = (top + y) >> frame.ShiftY[c];
        ReadOnlySpan<int> quantised = coefficients.AsSpan((c * Pixels) + at, 64), table = global.Tables.Jpeg.AsSpan(64 * c, 64);
        Span<int> block = stackalloc int[64];
        for (int i = 0; i < 64; i++)
        {
            // From lines of frequencies across to lines of those down.
            block[((i & 7) << 3) + (i >> 3)] = quantised[i] * table[i];
        }

        // A mean of low frequencies, to the quantised number it was; without a colour transform the middle level was added.
        int middle = frame.IsYcc ? 0 : 1024 / table[0];
        block[0] = ((int)MathF.Round(Math.Clamp(blocks.Low[c][(blockY * stride) + blockX] * 2040 / table[0], -4096, 4096)) - middle) * table[0];
        JpegBlock.Inverse(block);
        int shift = frame.IsYcc ? 128 : 0;
        for (int i = 0; i < 64; i++)
        {
            planes[c][(((8 * blockY) + (i >> 3)) * 8 * stride) + (8 * blockX) + (i & 7)] = (Math.Clamp(block[i] + 128, 0, 255) - shift) / 255f;
        }
    }

    /// <summary>The block has a part of its own in a channel, which may be subsampled.</summary>
    private bool Has(int c, int x, int y) => (x & ((1 << frame.ShiftX[c]) - 1)) == 0 && (y & ((1 << frame.ShiftY[c]) - 1)) == 0;

    private static void Dequantise(ReadOnlySpan<int> quantised, ReadOnlySpan<float> factors, float scale, float one, float more, Span<float> to)
    {
        ReadOnlySpan<Vector<int>> from = MemoryMarshal.Cast<int, Vector<int>>(quantised);
        ReadOnlySpan<Vector<float>> by = MemoryMarshal.Cast<float, Vector<float>>(factors);
        Span<Vector<float>> result = MemoryMarshal.Cast<float, Vector<float>>(to);
        Vector<float> ones = new(one), greater = new(more), scales = new(scale);
        for (int i = 0; i < result.Length; i++)
        {
            Vector<float> value = Vector.ConvertToSingle(from[i]);
            Vector<float> small = value * ones, large = value - (greater / value);
            Vector<int> isSmall = Vector.LessThan(Vector.Abs(from[i]), new Vector<int>(2));
            result[i] = Vector.ConditionalSelect(isSmall, small, large) * (by[i] * scales);
        }
    }

    private static void AddScaled(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        if (factor == 0)
        {
            return;
        }

        ReadOnlySpan<Vector<float>> source = MemoryMarshal.Cast<float, Vector<float>>(from);
        Span<Vector<float>> result = MemoryMarshal.Cast<float, Vector<float>>(to);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] += source[i] * factor;
        }
    }

    private (int Left, int Top, int Width, int Height) Area(int group)
    {
        int left = group % frame.GroupsWide * Side, top = group / frame.GroupsWide * Side;
        return (left, top, Math.Min(Side, frame.BlocksWide - left), Math.Min(Side, frame.BlocksHigh - top));
    }
}
