using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gantry.Imaging.Frames;

/// <summary>Halves width and height of decoded cells: each new sample is the rounded mean of four stored values; at an odd edge, of the two that are there.</summary>
internal static class CellMeans
{
    /// <summary>Integer samples in 8 or 16 bits, one or (of 8 bits) several to a pixel.</summary>
    public static bool CanHalve(PixelDescription description) =>
        description.Kind == SampleKind.Integer && description.HighBit < 16 && (description.BitsAllocated == 8 || (description is { BitsAllocated: 16, Samples: 1 } && BitConverter.IsLittleEndian));

    /// <summary>Halves a frame.</summary>
    /// <param name="from">Cells of the whole frame, samples by pixel.</param>
    /// <param name="description">What <see cref="CanHalve"/> takes.</param>
    /// <param name="to">May be <paramref name="from"/> itself.</param>
    /// <returns>What the new cells hold: the stored value in the lowest bits, sign or zeros above it.</returns>
    public static PixelDescription Halve(ReadOnlySpan<byte> from, PixelDescription description, Span<byte> to)
    {
        PixelDescription half = description with { Columns = Reduction.Side(description.Columns, 1), Rows = Reduction.Side(description.Rows, 1), HighBit = description.BitsStored - 1 };
        int row = description.Columns * description.Samples * description.CellBytes, newRow = half.Columns * half.Samples * half.CellBytes;
        for (int y = 0; y < half.Rows; y++)
        {
            // A new row never reaches what is still to be read: it is written behind it.
            ReadOnlySpan<byte> upper = from.Slice(2 * y * row, row), lower = (2 * y) + 1 < description.Rows ? from.Slice(((2 * y) + 1) * row, row) : upper;
            Span<byte> output = to.Slice(y * newRow, newRow);
            if (description.CellBytes == 2)
            {
                HalveWords(MemoryMarshal.Cast<byte, ushort>(upper), MemoryMarshal.Cast<byte, ushort>(lower), description, MemoryMarshal.Cast<byte, ushort>(output));
            }
            else
            {
                HalveBytes(upper, lower, description, output);
            }
        }

        return half;
    }

    private static void HalveWords(ReadOnlySpan<ushort> upper, ReadOnlySpan<ushort> lower, PixelDescription description, Span<ushort> output)
    {
        int toTop = 31 - description.HighBit, down = 32 - description.BitsStored, i = 0;
        for (; 2 * (i + 8) <= upper.Length; i += 8)
        {
            // A lane of 32 bits holds two neighbours.
            Vector256<int> above = Vector256.Create(upper[(2 * i)..]).AsInt32(), below = Vector256.Create(lower[(2 * i)..]).AsInt32();
            Vector256<int> sum = description.IsSigned
                ? (above << toTop >> down) + (above << (toTop - 16) >> down) + (below << toTop >> down) + (below << (toTop - 16) >> down)
                : (above << toTop >>> down) + (above << (toTop - 16) >>> down) + (below << toTop >>> down) + (below << (toTop - 16) >>> down);
            Vector256<int> mean = (sum + Vector256.Create(2)) >> 2;
            Vector128.Narrow(mean.GetLower(), mean.GetUpper()).AsUInt16().CopyTo(output[i..]);
        }

        for (; i < output.Length; i++)
        {
            int left = 2 * i, right = Math.Min(left + 1, upper.Length - 1);
            output[i] = (ushort)Mean(upper[left], upper[right], lower[left], lower[right], description);
        }
    }

    private static void HalveBytes(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, PixelDescription description, Span<byte> output)
    {
        int samples = description.Samples;
        bool isPlain = description is { IsSigned: false, BitsStored: 8 };
        int pixels = upper.Length / samples;
        for (int x = 0, to = 0; to < output.Length; x += 2)
        {
            int left = x * samples, right = Math.Min(x + 1, pixels - 1) * samples;
            for (int c = 0; c < samples; c++, left++, right++, to++)
            {
                output[to] = isPlain
                    ? (byte)((upper[left] + upper[right] + lower[left] + lower[right] + 2) >> 2)
                    : (byte)Mean(upper[left], upper[right], lower[left], lower[right], description);
            }
        }
    }

    private static long Mean(uint a, uint b, uint c, uint d, PixelDescription description) =>
        (CellReader.Stored(a, description) + CellReader.Stored(b, description) + CellReader.Stored(c, description) + CellReader.Stored(d, description) + 2) >> 2;
}
