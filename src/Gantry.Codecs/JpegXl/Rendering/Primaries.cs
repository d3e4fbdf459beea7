using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>Colour spaces by their primaries and white points, and the way between them (18181-1 L.2.2, E.2).</summary>
internal static class Primaries
{
    private static readonly double[] Bradford = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

    private static readonly Chromaticities Srgb = new((0.3127, 0.3290), (0.639998686, 0.330010138), (0.300003784, 0.600003357), (0.150002046, 0.059997204));

    /// <summary>Nine numbers, row by row, that turn opsin values into linear light of the picture's colour space; of a grey one, its luminance three times.</summary>
    public static float[] FromOpsin(ImageHeader image)
    {
        double[] matrix = Array.ConvertAll(image.Opsin.Matrix, v => (double)v * 255 / image.IntensityTarget);
        Chromaticities own = Of(image.Colour);
        if (image.Colour.IsGrey)
        {
            double[] xyz = ToXyz(Srgb);
            matrix = Multiply([xyz[3], xyz[4], xyz[5], xyz[3], xyz[4], xyz[5], xyz[3], xyz[4], xyz[5]], matrix);
        }
        else if (own != Srgb)
        {
            double[] between = Multiply(Invert(ToXyz(own)), Multiply(Adapt(Srgb.White, own.White), ToXyz(Srgb)));
            matrix = Multiply(between, matrix);
        }

        return Array.ConvertAll(matrix, v => (float)v);
    }

    /// <summary>How bright red, green and blue of the picture's colour space are, one together.</summary>
    public static float[] Luminances(ImageHeader image) => Array.ConvertAll(ToXyz(Of(image.Colour))[3..6], v => (float)v);

    private static Chromaticities Of(in ColourEncoding colour)
    {
        Chromaticities space = colour.Primaries switch
        {
            2 => colour.Custom,
            9 => new(default, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
            11 => new(default, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
            _ => Srgb,
        };
        (double, double) white = colour.WhitePoint switch { 2 => colour.Custom.White, 10 => (1 / 3.0, 1 / 3.0), 11 => (0.314, 0.351), _ => Srgb.White };
        return space with { White = white };
    }

    private static double[] ToXyz(in Chromaticities space)
    {
        double[] primaries =
        [
            space.Red.X, space.Green.X, space.Blue.X, space.Red.Y, space.Green.Y, space.Blue.Y,
            1 - space.Red.X - space.Red.Y, 1 - space.Green.X - space.Green.Y, 1 - space.Blue.X - space.Blue.Y,
        ];
        double[] shares = Apply(Invert(primaries), White(space.White));
        return [.. primaries.Select((value, i) => value * shares[i % 3])];
    }

    private static double[] Adapt((double X, double Y) from, (double X, double Y) to)
    {
        double[] source = Apply(Bradford, White(from)), target = Apply(Bradford, White(to));
        double[] scale = [target[0] / source[0], 0, 0, 0, target[1] / source[1], 0, 0, 0, target[2] / source[2]];
        return Multiply(Invert(Bradford), Multiply(scale, Bradford));
    }

    private static double[] White((double X, double Y) white) => [white.X / white.Y, 1, (1 - white.X - white.Y) / white.Y];

    private static double[] Apply(double[] m, double[] v) => [.. Enumerable.Range(0, 3).Select(i => (m[3 * i] * v[0]) + (m[(3 * i) + 1] * v[1]) + (m[(3 * i) + 2] * v[2]))];

    private static double[] Multiply(double[] a, double[] b) =>
        [.. Enumerable.Range(0, 9).Select(i => (a[i / 3 * 3] * b[i % 3]) + (a[(i / 3 * 3) + 1] * b[3 + (i % 3)]) + (a[(i / 3 * 3) + 2] * b[6 + (i % 3)]))];

    private static double[] Invert(double[] m)
    {
        double a = (m[4] * m[8]) - (m[5] * m[7]), b = (m[5] * m[6]) - (m[3] * m[8]), c = (m[3] * m[7]) - (m[4] * m[6]);
        double determinant = (m[0] * a) + (m[1] * b) + (m[2] * c);
        double[] adjugate =
        [
            a, (m[2] * m[7]) - (m[1] * m[8]), (m[1] * m[5]) - (m[2] * m[4]),
            b, (m[0] * m[8]) - (m[2] * m[6]), (m[2] * m[3]) - (m[0] * m[5]),
            c, (m[1] * m[6]) - (m[0] * m[7]), (m[0] * m[4]) - (m[1] * m[3]),
        ];
        return [.. adjugate.Select(v => v / determinant)];
    }
}
