using System.Buffers.Binary;

namespace Gantry.Imaging.Colour;

/// <summary>A one-dimensional curve of an ICC profile, from 0 to 1: a table, a gamma or a parametric one (ICC.1 10.6, 10.18).</summary>
internal sealed class IccCurve
{
    private const int Samples = (16 * 255) + 1;

    private readonly double[] points;

    private IccCurve(double[] points) => this.points = points;

    /// <summary>A table of at least two points, joined by straight lines.</summary>
    public static IccCurve Of(double[] points) => new(points);

    /// <summary>The value at a place, which is brought within 0 to 1.</summary>
    public double At(double x)
    {
        double place = Math.Clamp(x, 0, 1) * (points.Length - 1);
        int low = (int)Math.Min(place, points.Length - 2);
        return points[low] + ((points[low + 1] - points[low]) * (place - low));
    }

    /// <summary>The values of 0 to 255.</summary>
    public double[] OfBytes() => [.. Enumerable.Range(0, 256).Select(i => At(i / 255.0))];

    /// <summary>Reads a curve; null for what is none or not whole.</summary>
    /// <param name="element">From its type signature on; may be longer.</param>
    /// <param name="length">Bytes that it takes.</param>
    public static IccCurve? Read(ReadOnlySpan<byte> element, out int length)
    {
        length = 0;
        if (element.Length < 12)
        {
            return null;
        }

        if (element[..4].SequenceEqual("para"u8))
        {
            return Parametric(element, out length);
        }

        uint count = BinaryPrimitives.ReadUInt32BigEndian(element[8..]);
        if (!element[..4].SequenceEqual("curv"u8) || 12 + (2 * (ulong)count) > (ulong)element.Length)
        {
            return null;
        }

        length = 12 + (2 * (int)count);
        switch (count)
        {
            case 0:
                return Of([0, 1]);
            case 1:
                double gamma = BinaryPrimitives.ReadUInt16BigEndian(element[12..]) / 256.0;
                return Sampled(x => Math.Pow(x, gamma));
            default:
                return Of(IccTags.Numbers(element[12..], (int)count, 2));
        }
    }

    private static IccCurve? Parametric(ReadOnlySpan<byte> element, out int length)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(element[8..]);
        int count = kind switch { 0 => 1, 1 => 3, 2 => 4, 3 => 5, 4 => 7, _ => int.MaxValue };
        length = 0;
        if (count > 7 || element.Length < 12 + (4 * count))
        {
            return null;
        }

        length = 12 + (4 * count);
        double[] p = new double[7];
        for (int i = 0; i < count; i++)
        {
            p[i] = IccTags.Fixed(element[(12 + (4 * i))..]);
        }

        (double gamma, double a, double b, double c, double d, double e, double f) = (p[0], kind == 0 ? 1 : p[1], p[2], p[3], p[4], p[5], p[6]);
        return Sampled(x =>
        {
            double power = Math.Pow(Math.Max(0, (a * x) + b), gamma);
            return kind switch
            {
                0 => Math.Pow(x, gamma),
                1 => x >= -b / a ? power : 0,
                2 => x >= -b / a ? power + c : c,
                3 => x >= d ? power : c * x,
                _ => x >= d ? power + e : (c * x) + f,
            };
        });
    }

    /// <summary>Null where it is not finite everywhere. Places of 8 bits are among the samples.</summary>
    private static IccCurve? Sampled(Func<double, double> value)
    {
        double[] samples = [.. Enumerable.Range(0, Samples).Select(i => value(i / (Samples - 1.0)))];
        return Array.TrueForAll(samples, double.IsFinite) ? Of(samples) : null;
    }
}
