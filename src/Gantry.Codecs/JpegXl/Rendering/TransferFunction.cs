using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>From linear light to the numbers of samples, 0 to 1 in both; below zero mirrored.</summary>
internal sealed class TransferFunction
{
    /// <summary>Parts of each halving of the range, between which the function is taken as straight.</summary>
    private const int Parts = 256;

    private const int Halvings = 14;

    /// <summary>Doublings beyond one: ringing goes somewhat above white.</summary>
    private const int Doublings = 2;

    /// <summary>By far the most usual one.</summary>
    private static readonly Lazy<TransferFunction> Srgb =
        new(() => new TransferFunction(v => v <= 0.0031308 ? 12.92 * v : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055, 12.92f));

    private readonly Func<double, double> exact;
    private readonly float[] table = new float[((Halvings + Doublings) * Parts) + 2];

    /// <summary>The slope at zero of a function that begins as a straight line; otherwise 0.</summary>
    private readonly float slope;

    private TransferFunction(Func<double, double> exact, float slope = 0)
    {
        this.exact = exact;
        this.slope = slope;
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (float)exact(BitConverter.Int32BitsToSingle(First + (i << Shift)));
        }
    }

    /// <summary>Bits of the float from which on the table holds.</summary>
    private const int First = (127 - Halvings) << 23;

    private const int Shift = 23 - 8;

    /// <summary>The one of a picture's colours; null where there is none of its number, as the reader then tells.</summary>
    /// <param name="reader">Is told of failures.</param>
    /// <param name="colour">What the picture's samples mean.</param>
    /// <param name="peak">How bright it is meant to become, in candela for a square metre.</param>
    public static TransferFunction? Of(ref JxlBitReader reader, in ColourEncoding colour, double peak)
    {
        double gamma = colour.Gamma;
        if (gamma is > 0 and <= 1)
        {
            return new TransferFunction(v => Math.Pow(v, gamma));
        }

        switch (colour.Transfer)
        {
            case ColourEncoding.Srgb or 2:
                return Srgb.Value;
            case 1:
                return new TransferFunction(v => v < 0.018 ? 4.5 * v : (1.099 * Math.Pow(v, 0.45)) - 0.099, 4.5f);
            case 8:
                return new TransferFunction(v => v, 1);
            case 17:
                return new TransferFunction(v => Math.Pow(v, 1 / 2.6));
            case HighDynamicRange.Pq:
                return new TransferFunction(HighDynamicRange.PerceptualQuantiser(peak));
            case HighDynamicRange.Hlg:
                return new TransferFunction(HighDynamicRange.HybridLogGamma);
            default:
                reader.Refuse($"Transfer function {colour.Transfer}.");
                return null;
        }
    }

    /// <summary>A line, in place.</summary>
    public void Encode(Span<float> line)
    {
        int x = 0;
        if (Avx2.IsSupported)
        {
            for (; x + 8 <= line.Length; x += 8)
            {
                Vector256<float> value = Vector256.Create(line[x..]);
                if (!TryEncode(ref value))
                {
                    for (int i = x; i < x + 8; i++)
                    {
                        line[i] = Encode(line[i]);
                    }

                    continue;
                }

                value.CopyTo(line[x..]);
            }
        }

        for (; x < line.Length; x++)
        {
            line[x] = Encode(line[x]);
        }
    }

    /// <summary>Eight numbers by the table, or below it by the slope; false where one of them needs the exact function.</summary>
    private unsafe bool TryEncode(ref Vector256<float> value)
    {
        Vector256<int> at = (value.AsInt32() & Vector256.Create(int.MaxValue)) - Vector256.Create(First), end = Vector256.Create(((Halvings + Doublings) * Parts) << Shift);
        Vector256<int> isBelow = Vector256.LessThan(at, Vector256<int>.Zero);
        if (Vector256.GreaterThanOrEqualAny(at, end) || (slope == 0 && isBelow != Vector256<int>.Zero))
        {
            return false;
        }

        Vector256<int> part = Vector256.ShiftRightArithmetic(Vector256.AndNot(at, isBelow), Shift);
        Vector256<float> between = Vector256.ConvertToSingle(at & Vector256.Create((1 << Shift) - 1)) * (1f / (1 << Shift)), low, high;
        fixed (float* start = table)
        {
            // Parts are 0 to the last but one, as numbers from the table's end on were sent away and those before it set to zero.
            low = Avx2.GatherVector256(start, part, sizeof(float));
            high = Avx2.GatherVector256(start + 1, part, sizeof(float));
        }

        Vector256<float> encoded = low + ((high - low) * between), sign = value & Vector256.Create(-0f);
        value = Vector256.ConditionalSelect(isBelow.AsSingle(), value * slope, encoded | sign);
        return true;
    }

    public float Encode(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value) & int.MaxValue;
        int at = bits - First;
        float encoded;
        if ((uint)at < (uint)(((Halvings + Doublings) * Parts) << Shift))
        {
            int part = at >> Shift;
            float between = (at & ((1 << Shift) - 1)) * (1f / (1 << Shift));
            encoded = table[part] + ((table[part + 1] - table[part]) * between);
        }
        else if (at < 0 && slope != 0)
        {
            return value * slope;
        }
        else
        {
            encoded = (float)exact(Math.Abs(value));
        }

        return value < 0 ? -encoded : encoded;
    }
}
