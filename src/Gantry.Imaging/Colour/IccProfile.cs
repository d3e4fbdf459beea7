using System.Buffers.Binary;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Imaging.Colour;

/// <summary>
/// An RGB profile with a matrix and curves (ICC.1 "three-component matrix-based"), as an instance carries it (PS3.3 C.11.15). Profiles whose colours are given by tables alone are not
/// read.
/// </summary>
public sealed class IccProfile
{
    private const int MaxBytes = 16 << 20;
    private const int EncodeSteps = 4096;

    private readonly double[] matrix;
    private readonly double[][] curves;

    private IccProfile(double[] matrix, double[][] curves) => (this.matrix, this.curves) = (matrix, curves);

    /// <summary>The profile's bytes of an instance, or of its first optical path; empty where it has none.</summary>
    public static ReadOnlyMemory<byte> Find(Dataset dataset) => dataset is null ? throw new ArgumentNullException(nameof(dataset))
        : dataset.TryGet(Tags.ICCProfile, out Element? own) && own.Value.Length is > 0 and <= MaxBytes ? own.Value
        : dataset.GetItems(Tags.OpticalPathSequence) is [var path, ..] && path.TryGet(Tags.ICCProfile, out Element? ofPath) && ofPath.Value.Length is > 0 and <= MaxBytes ? ofPath.Value
        : default;

    /// <summary>Null for what is not such a profile, or not whole.</summary>
    internal static IccProfile? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 132 || !bytes[36..40].SequenceEqual("acsp"u8) || !bytes[16..24].SequenceEqual("RGB XYZ "u8))
        {
            return null;
        }

        double[] matrix = new double[9];
        double[][] curves = new double[3][];
        for (int i = 0; i < 3; i++)
        {
            byte letter = "rgb"u8[i];
            ReadOnlySpan<byte> xyz = Tag(bytes, [letter, (byte)'X', (byte)'Y', (byte)'Z']);
            if (xyz.Length < 20 || !xyz[..4].SequenceEqual("XYZ "u8) || Curve(Tag(bytes, [letter, (byte)'T', (byte)'R', (byte)'C'])) is not { } curve)
            {
                return null;
            }

            curves[i] = curve;
            for (int row = 0; row < 3; row++)
            {
                matrix[(3 * row) + i] = Fixed(xyz[(8 + (4 * row))..]);
            }
        }

        return new IccProfile(matrix, curves);
    }

    /// <summary>Colours of this profile to a space, in place; RGB of 8 bits.</summary>
    internal void Convert(Span<byte> rgb, RgbSpace to)
    {
        double[] m = Multiply(Invert(to.Primaries), matrix);
        byte[] encode = Encoding(to);
        for (int i = 0; i + 2 < rgb.Length; i += 3)
        {
            double r = curves[0][rgb[i]], g = curves[1][rgb[i + 1]], b = curves[2][rgb[i + 2]];
            rgb[i] = Encode((m[0] * r) + (m[1] * g) + (m[2] * b), encode);
            rgb[i + 1] = Encode((m[3] * r) + (m[4] * g) + (m[5] * b), encode);
            rgb[i + 2] = Encode((m[6] * r) + (m[7] * g) + (m[8] * b), encode);
        }
    }

    private static byte Encode(double light, byte[] encode) => encode[(int)(Math.Sqrt(Math.Clamp(light, 0, 1)) * (EncodeSteps - 1) + 0.5)];

    /// <summary>The value for each light; by its square root, so that dark ones are told apart as finely as they need be.</summary>
    private static byte[] Encoding(RgbSpace space)
    {
        byte[] encode = new byte[EncodeSteps];
        int value = 0;
        for (int i = 0; i < EncodeSteps; i++)
        {
            double light = i / (EncodeSteps - 1.0) * (i / (EncodeSteps - 1.0));
            while (value < 255 && space.ToLight((value + 0.5) / 255) < light)
            {
                value++;
            }

            encode[i] = (byte)value;
        }

        return encode;
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        uint count = BinaryPrimitives.ReadUInt32BigEndian(bytes[128..]);
        for (int i = 0; i < Math.Min(count, 100) && 132 + (12 * i) + 12 <= bytes.Length; i++)
        {
            ReadOnlySpan<byte> entry = bytes[(132 + (12 * i))..];
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), length = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            if (entry[..4].SequenceEqual(name))
            {
                return (ulong)offset + length <= (ulong)bytes.Length ? bytes.Slice((int)offset, (int)length) : default;
            }
        }

        return default;
    }

    /// <summary>The light of each of 256 values, from a table, a gamma or a parametric curve (ICC.1 6.5.3, 10.15).</summary>
    private static double[]? Curve(ReadOnlySpan<byte> tag)
    {
        if (tag.Length < 12)
        {
            return null;
        }

        if (tag[..4].SequenceEqual("para"u8))
        {
            return Parametric(tag);
        }

        uint count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        if (!tag[..4].SequenceEqual("curv"u8) || 12 + (2 * (ulong)count) > (ulong)tag.Length)
        {
            return null;
        }

        double[] curve = new double[256];
        for (int i = 0; i < curve.Length; i++)
        {
            double at = i / 255.0;
            if (count == 0)
            {
                curve[i] = at;
            }
            else if (count == 1)
            {
                curve[i] = Math.Pow(at, BinaryPrimitives.ReadUInt16BigEndian(tag[12..]) / 256.0);
            }
            else
            {
                double place = at * (count - 1);
                int low = (int)Math.Min(place, count - 2);
                double first = BinaryPrimitives.ReadUInt16BigEndian(tag[(12 + (2 * low))..]), second = BinaryPrimitives.ReadUInt16BigEndian(tag[(14 + (2 * low))..]);
                curve[i] = (first + ((second - first) * (place - low))) / 65535;
            }
        }

        return curve;
    }

    private static double[]? Parametric(ReadOnlySpan<byte> tag)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        int count = kind switch { 0 => 1, 1 => 3, 2 => 4, 3 => 5, 4 => 7, _ => int.MaxValue };
        if (count > 7 || tag.Length < 12 + (4 * count))
        {
            return null;
        }

        Span<double> p = stackalloc double[7];
        for (int i = 0; i < count; i++)
        {
            p[i] = Fixed(tag[(12 + (4 * i))..]);
        }

        (double gamma, double a, double b, double c, double d, double e, double f) = (p[0], kind == 0 ? 1 : p[1], p[2], p[3], p[4], p[5], p[6]);
        double[] curve = new double[256];
        for (int i = 0; i < curve.Length; i++)
        {
            double x = i / 255.0;
            double power = Math.Pow(Math.Max(0, (a * x) + b), gamma);
            curve[i] = kind switch
            {
                0 => Math.Pow(x, gamma),
                1 => x >= -b / a ? power : 0,
                2 => x >= -b / a ? power + c : c,
                3 => x >= d ? power : c * x,
                _ => x >= d ? power + e : (c * x) + f,
            };
        }

        return Array.TrueForAll(curve, double.IsFinite) ? curve : null;
    }

    private static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;

    private static double[] Multiply(double[] a, double[] b)
    {
        double[] product = new double[9];
        for (int i = 0; i < 9; i++)
        {
            int row = i / 3 * 3, column = i % 3;
            product[i] = (a[row] * b[column]) + (a[row + 1] * b[column + 3]) + (a[row + 2] * b[column + 6]);
        }

        return product;
    }

    private static double[] Invert(double[] m)
    {
        double det = (m[0] * ((m[4] * m[8]) - (m[5] * m[7]))) - (m[1] * ((m[3] * m[8]) - (m[5] * m[6]))) + (m[2] * ((m[3] * m[7]) - (m[4] * m[6])));
        return
        [
            ((m[4] * m[8]) - (m[5] * m[7])) / det, ((m[2] * m[7]) - (m[1] * m[8])) / det, ((m[1] * m[5]) - (m[2] * m[4])) / det,
            ((m[5] * m[6]) - (m[3] * m[8])) / det, ((m[0] * m[8]) - (m[2] * m[6])) / det, ((m[2] * m[3]) - (m[0] * m[5])) / det,
            ((m[3] * m[7]) - (m[4] * m[6])) / det, ((m[1] * m[6]) - (m[0] * m[7])) / det, ((m[0] * m[4]) - (m[1] * m[3])) / det,
        ];
    }
}
