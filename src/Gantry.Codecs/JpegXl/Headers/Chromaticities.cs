namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>CIE x and y of a colour encoding that names its own white point or primaries.</summary>
internal readonly record struct Chromaticities((double X, double Y) White, (double X, double Y) Red, (double X, double Y) Green, (double X, double Y) Blue);
