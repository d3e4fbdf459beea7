using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Imaging.Colour;

/// <summary>
/// An RGB profile (ICC.1) as an instance carries it (PS3.3 C.11.15): by tables where it has them (AToB0, else AToB1), else by a matrix and curves. Colours keep their place relative to the
/// profile's white; black is not moved.
/// </summary>
public sealed class IccProfile
{
    private const int MaxBytes = 16 << 20;
    private const int EncodeSteps = 4096;

    private readonly double[] matrix;
    private readonly double[][] curves;
    private readonly IccTables? tables;

    private IccProfile(double[] matrix, double[][] curves, IccTables? tables) => (this.matrix, this.curves, this.tables) = (matrix, curves, tables);

    /// <summary>The profile's bytes of an instance, or of its first optical path; empty where it has none.</summary>
    public static ReadOnlyMemory<byte> Find(Dataset dataset) => dataset is null ? throw new ArgumentNullException(nameof(dataset))
        : dataset.TryGet(Tags.ICCProfile, out Element? own) && own.Value.Length is > 0 and <= MaxBytes ? own.Value
        : dataset.GetItems(Tags.OpticalPathSequence) is [var path, ..] && path.TryGet(Tags.ICCProfile, out Element? ofPath) && ofPath.Value.Length is > 0 and <= MaxBytes ? ofPath.Value
        : default;

    /// <summary>Null for what is not such a profile, or not whole.</summary>
    internal static IccProfile? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 132 || !bytes[36..40].SequenceEqual("acsp"u8) || !bytes[16..20].SequenceEqual("RGB "u8))
        {
            return null;
        }

        bool isLab = bytes[20..24].SequenceEqual("Lab "u8);
        if (!isLab && !bytes[20..24].SequenceEqual("XYZ "u8))
        {
            return null;
        }

        return (IccTables.Read(IccTags.Find(bytes, "A2B0"u8), isLab) ?? IccTables.Read(IccTags.Find(bytes, "A2B1"u8), isLab)) is { } tables ? new IccProfile([], [], tables)
            : isLab ? null
            : ReadMatrix(bytes);
    }

    /// <summary>Colours of this profile to a space, in place; RGB of 8 bits.</summary>
    internal void Convert(Span<byte> rgb, RgbSpace to)
    {
        byte[] encode = Encoding(to);
        if (tables is null)
        {
            double[] m = ColourMatrix.Multiply(ColourMatrix.Invert(to.Primaries), matrix);
            for (int i = 0; i + 2 < rgb.Length; i += 3)
            {
                Encode(m, curves[0][rgb[i]], curves[1][rgb[i + 1]], curves[2][rgb[i + 2]], encode, rgb[i..]);
            }

            return;
        }

        double[] toLight = ColourMatrix.Invert(to.Primaries);
        for (int i = 0; i + 2 < rgb.Length; i += 3)
        {
            (double x, double y, double z) = tables.ToXyz(rgb[i], rgb[i + 1], rgb[i + 2]);
            Encode(toLight, x, y, z, encode, rgb[i..]);
        }
    }

    private static IccProfile? ReadMatrix(ReadOnlySpan<byte> bytes)
    {
        double[] matrix = new double[9];
        double[][] curves = new double[3][];
        for (int i = 0; i < 3; i++)
        {
            byte letter = "rgb"u8[i];
            ReadOnlySpan<byte> xyz = IccTags.Find(bytes, [letter, (byte)'X', (byte)'Y', (byte)'Z']);
            if (xyz.Length < 20 || !xyz[..4].SequenceEqual("XYZ "u8) || IccCurve.Read(IccTags.Find(bytes, [letter, (byte)'T', (byte)'R', (byte)'C']), out _) is not { } curve)
            {
                return null;
            }

            curves[i] = curve.OfBytes();
            for (int row = 0; row < 3; row++)
            {
                matrix[(3 * row) + i] = IccTags.Fixed(xyz[(8 + (4 * row))..]);
            }
        }

        return new IccProfile(matrix, curves, null);
    }

    private static void Encode(double[] m, double a, double b, double c, byte[] encode, Span<byte> rgb)
    {
        rgb[0] = Encode((m[0] * a) + (m[1] * b) + (m[2] * c), encode);
        rgb[1] = Encode((m[3] * a) + (m[4] * b) + (m[5] * c), encode);
        rgb[2] = Encode((m[6] * a) + (m[7] * b) + (m[8] * c), encode);
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
}
