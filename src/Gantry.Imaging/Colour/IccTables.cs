using System.Buffers.Binary;

namespace Gantry.Imaging.Colour;

/// <summary>
/// What an AToB element of an RGB profile says (ICC.1 10.10 lut16Type, 10.11 lut8Type, 10.12 lutAToBType): curves, a grid, curves, a matrix, curves, to the profile
/// connection space, which is CIELAB or XYZ of D50. Steps that an element does not have are left out.
/// </summary>
internal sealed class IccTables
{
    /// <summary>D50 (ICC.1 7.2.16).</summary>
    private const double WhiteX = 0.9642, WhiteZ = 0.8249;

    private readonly double[][] first;
    private readonly IccGrid? grid;
    private readonly IccCurve[]? middle;
    private readonly double[]? matrix;
    private readonly IccCurve[]? last;
    private readonly PcsEncoding encoding;

    private IccTables(double[][] first, IccGrid? grid, IccCurve[]? middle, double[]? matrix, IccCurve[]? last, PcsEncoding encoding) =>
        (this.first, this.grid, this.middle, this.matrix, this.last, this.encoding) = (first, grid, middle, matrix, last, encoding);

    /// <summary>How numbers of 0 to 1 stand for colours (ICC.1 6.3.4, 10.10).</summary>
    private enum PcsEncoding
    {
        Xyz,
        Lab,

        /// <summary>CIELAB in the 16 bits of version 2, whose white is at FF00 hex.</summary>
        OldLab,
    }

    /// <summary>Reads an element; null for what is none of three inputs and outputs, or not whole.</summary>
    public static IccTables? Read(ReadOnlySpan<byte> element, bool isLab)
    {
        if (element.Length < 32 || element[8] != 3 || element[9] != 3)
        {
            return null;
        }

        return element[..4].SequenceEqual("mft1"u8) && isLab ? ReadTables(element, 1, 256, 256, 48, PcsEncoding.Lab)
            : element[..4].SequenceEqual("mft2"u8) && element.Length >= 52
                ? ReadTables(element, 2, BinaryPrimitives.ReadUInt16BigEndian(element[48..]), BinaryPrimitives.ReadUInt16BigEndian(element[50..]), 52, isLab ? PcsEncoding.OldLab : PcsEncoding.Xyz)
            : element[..4].SequenceEqual("mAB "u8) ? ReadSteps(element, isLab ? PcsEncoding.Lab : PcsEncoding.Xyz)
            : null;
    }

    /// <summary>The colour of RGB of 8 bits, in XYZ of D50, white being 1.</summary>
    public (double X, double Y, double Z) ToXyz(byte red, byte green, byte blue)
    {
        (double a, double b, double c) = (first[0][red], first[1][green], first[2][blue]);
        if (grid is not null)
        {
            (a, b, c) = grid.At(a, b, c);
        }

        if (middle is not null)
        {
            (a, b, c) = (middle[0].At(a), middle[1].At(b), middle[2].At(c));
        }

        if (matrix is { } m)
        {
            (a, b, c) = ((m[0] * a) + (m[1] * b) + (m[2] * c) + m[9], (m[3] * a) + (m[4] * b) + (m[5] * c) + m[10], (m[6] * a) + (m[7] * b) + (m[8] * c) + m[11]);
        }

        if (last is not null)
        {
            (a, b, c) = (last[0].At(a), last[1].At(b), last[2].At(c));
        }

        const double XyzScale = 65535 / 32768.0, OldScale = 65535 / 65280.0;
        return encoding switch
        {
            PcsEncoding.Xyz => (a * XyzScale, b * XyzScale, c * XyzScale),
            PcsEncoding.Lab => FromLab(100 * a, (255 * b) - 128, (255 * c) - 128),
            _ => FromLab(100 * OldScale * a, (255 * OldScale * b) - 128, (255 * OldScale * c) - 128),
        };
    }

    private static (double X, double Y, double Z) FromLab(double lightness, double a, double b)
    {
        double y = (lightness + 16) / 116;
        return (WhiteX * Cube(y + (a / 500)), Cube(y), WhiteZ * Cube(y - (b / 200)));

        static double Cube(double t) => t > 6 / 29.0 ? t * t * t : 3 * (6 / 29.0) * (6 / 29.0) * (t - (4 / 29.0));
    }

    /// <summary>lut8Type and lut16Type: their matrix is for inputs in XYZ alone.</summary>
    private static IccTables? ReadTables(ReadOnlySpan<byte> element, int size, int inputs, int outputs, int at, PcsEncoding encoding)
    {
        int points = element[10];
        long gridBytes = 3L * points * points * points * size;
        if (inputs is < 2 or > 4096 || outputs is < 2 or > 4096 || at + (3L * inputs * size) + gridBytes + (3L * outputs * size) > element.Length)
        {
            return null;
        }

        double[][] first = new double[3][];
        for (int i = 0; i < 3; i++, at += inputs * size)
        {
            first[i] = IccCurve.Of(IccTags.Numbers(element[at..], inputs, size)).OfBytes();
        }

        IccGrid? grid = IccGrid.Read(element.Slice(at, (int)gridBytes), points, points, points, size);
        at += (int)gridBytes;
        IccCurve[] last = new IccCurve[3];
        for (int i = 0; i < 3; i++, at += outputs * size)
        {
            last[i] = IccCurve.Of(IccTags.Numbers(element[at..], outputs, size));
        }

        return grid is null ? null : new IccTables(first, grid, null, null, last, encoding);
    }

    /// <summary>lutAToBType: offsets of B curves, matrix, M curves, grid and A curves; 0 is none.</summary>
    private static IccTables? ReadSteps(ReadOnlySpan<byte> element, PcsEncoding encoding)
    {
        uint last = Offset(element, 12), matrixAt = Offset(element, 16), middle = Offset(element, 20), gridAt = Offset(element, 24), first = Offset(element, 28);
        IccCurve[]? a = Curves(IccTags.From(element, first)), m = Curves(IccTags.From(element, middle)), b = Curves(IccTags.From(element, last));
        ReadOnlySpan<byte> gridBytes = IccTags.From(element, gridAt), matrixBytes = IccTags.From(element, matrixAt);
        IccGrid? grid = gridBytes.Length >= 20 && gridBytes[16] is (1 or 2) ? IccGrid.Read(gridBytes[20..], gridBytes[0], gridBytes[1], gridBytes[2], gridBytes[16]) : null;
        bool isWhole = b is not null && (middle == 0 || m is not null) && (first == 0 || a is not null) && (gridAt == 0 || grid is not null) && (matrixAt == 0 || matrixBytes.Length >= 48);
        if (!isWhole)
        {
            return null;
        }

        double[]? matrix = null;
        if (matrixAt != 0)
        {
            matrix = new double[12];
            for (int i = 0; i < matrix.Length; i++)
            {
                matrix[i] = IccTags.Fixed(matrixBytes[(4 * i)..]);
            }
        }

        double[] straight = IccCurve.Of([0, 1]).OfBytes();
        return new IccTables(a is null ? [straight, straight, straight] : [.. a.Select(c => c.OfBytes())], grid, m, matrix, b, encoding);
    }

    private static uint Offset(ReadOnlySpan<byte> element, int at) => BinaryPrimitives.ReadUInt32BigEndian(element[at..]);

    /// <summary>Three curves, each beginning at a multiple of four bytes from the first.</summary>
    private static IccCurve[]? Curves(ReadOnlySpan<byte> bytes)
    {
        IccCurve[] curves = new IccCurve[3];
        for (int i = 0; i < 3; i++)
        {
            if (IccCurve.Read(bytes, out int length) is not { } curve)
            {
                return null;
            }

            curves[i] = curve;
            bytes = bytes[Math.Min(bytes.Length, (length + 3) & ~3)..];
        }

        return curves;
    }
}
