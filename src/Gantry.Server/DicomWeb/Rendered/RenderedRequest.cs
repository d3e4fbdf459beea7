using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Rendering;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>How a picture is asked for (PS3.18 8.3.5 and 9.5.1.2).</summary>
/// <param name="Options">Window, size, region, turn.</param>
/// <param name="Quality">Of JPEG, 1 to 100.</param>
internal sealed record RenderedRequest(RenderOptions Options, int Quality)
{
    public const int MaxSide = 4096;
    private const int DefaultQuality = 90;

    public static RenderedRequest Default { get; } = new(RenderOptions.Default, DefaultQuality);

    public PictureColours Colours { get; init; }

    /// <summary>The patient's data are written into the picture.</summary>
    public bool ShowsPatient { get; init; }

    /// <summary>How the image was made is written into the picture.</summary>
    public bool ShowsTechnique { get; init; }

    /// <summary>A region in parts of the frame, 0 to 1: left, top, right, bottom (9.5.1.2.5).</summary>
    public (double Left, double Top, double Right, double Bottom)? RelativeRegion { get; init; }

    /// <summary>The presentation state by which the image is shown.</summary>
    public StoredInstance? Presentation { get; init; }

    /// <summary>The options for a frame of a size: regions that leave out a side go to its end.</summary>
    public RenderOptions For(int columns, int rows)
    {
        if (RelativeRegion is { } part)
        {
            int left = (int)(part.Left * columns), top = (int)(part.Top * rows);
            return Options with { Region = new PictureRegion(left, top, Math.Max(1, (int)(part.Right * columns) - left), Math.Max(1, (int)(part.Bottom * rows) - top)) };
        }

        return Options.Region is { } region && (region.Width == 0 || region.Height == 0)
            ? Options with { Region = region with { Width = region.Width == 0 ? columns - region.X : region.Width, Height = region.Height == 0 ? rows - region.Y : region.Height } }
            : Options;
    }

    /// <summary>Reads the parameters of WADO-RS; a problem names the one that is not well formed.</summary>
    /// <param name="query">The request's.</param>
    /// <param name="defaultSize">The size where no viewport is given; null keeps the frame's own.</param>
    /// <param name="read">What was read.</param>
    public static Problem? Read(IQueryCollection query, PictureSize? defaultSize, out RenderedRequest read)
    {
        read = Default with { Options = RenderOptions.Default with { Size = defaultSize } };
        return ReadWindow(query, ref read) ?? ReadViewport(query, ref read) ?? ReadQuality(query, "quality", ref read) ?? ReadAnnotation(query, ref read) ?? ReadProfile(query, ref read);
    }

    /// <summary>1 to 100.</summary>
    public static Problem? ReadQuality(IQueryCollection query, string name, ref RenderedRequest read)
    {
        if (query[name] is not [{ } text, ..])
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int quality) || quality is < 1 or > 100)
        {
            return Problem.BadRequest($"{name}={text} is not 1 to 100.");
        }

        read = read with { Quality = quality };
        return null;
    }

    /// <summary>patient, technique, or both with a comma between (PS3.18 8.3.5.1.1).</summary>
    public static Problem? ReadAnnotation(IQueryCollection query, ref RenderedRequest read)
    {
        foreach (string? word in query["annotation"].SelectMany(a => a!.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (word is not ("patient" or "technique"))
            {
                return Problem.BadRequest($"annotation={query["annotation"]} is not patient, technique, or both with a comma between (PS3.18 8.3.5.1.1).");
            }

            read = word == "patient" ? read with { ShowsPatient = true } : read with { ShowsTechnique = true };
        }

        return null;
    }

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) < 1e9 ? number : null;

    private static Problem? ReadWindow(IQueryCollection query, ref RenderedRequest read)
    {
        if (query["window"] is not [{ } window, ..])
        {
            return null;
        }

        string[] parts = window.Split(',');
        WindowFunction? function = parts.Length < 3 ? WindowFunction.Linear : parts[2].Trim().ToUpperInvariant() switch
        {
            "LINEAR" => WindowFunction.Linear,
            "LINEAR-EXACT" => WindowFunction.LinearExact,
            "SIGMOID" => WindowFunction.Sigmoid,
            _ => null,
        };
        if (parts.Length is not (2 or 3) || function is null || Number(parts[0]) is not { } center || Number(parts[1]) is not > 0)
        {
            return Problem.BadRequest($"window={window} is not center,width and a function of linear, linear-exact and sigmoid (PS3.18 8.3.5.1.4).");
        }

        read = read with { Options = read.Options with { Window = new Window(center, Number(parts[1])!.Value, function.Value) } };
        return null;
    }

    /// <summary>vw,vh and at most sx,sy,sw,sh: what is left out is the frame's own corner or end; a negative width or height flips (PS3.18 8.3.5.1.3).</summary>
    private static Problem? ReadViewport(IQueryCollection query, ref RenderedRequest read)
    {
        if (query["viewport"] is not [{ } viewport, ..])
        {
            return null;
        }

        double?[] parts = [.. viewport.Split(',').Select(p => p.Trim().Length == 0 ? 0 : Number(p))];
        if (parts.Length is < 2 or > 6 || parts.Contains(null) || parts[0] is not (>= 1 and <= MaxSide) || parts[1] is not (>= 1 and <= MaxSide))
        {
            return Problem.BadRequest($"viewport={viewport} is not width,height of 1 to {MaxSide} each, and at most x,y,width,height of a region (PS3.18 8.3.5.1.3).");
        }

        double At(int index) => index < parts.Length ? parts[index]!.Value : 0;
        QuarterTurn turn = (At(4) < 0, At(5) < 0) switch
        {
            (true, true) => new QuarterTurn(2, false),
            (true, false) => new QuarterTurn(0, true),
            (false, true) => new QuarterTurn(2, true),
            _ => default,
        };
        bool hasRegion = Enumerable.Range(2, 4).Any(i => At(i) != 0);
        read = read with
        {
            Options = read.Options with
            {
                Size = new PictureSize((int)At(0), (int)At(1)),
                Region = hasRegion ? new PictureRegion((int)Math.Abs(At(2)), (int)Math.Abs(At(3)), (int)Math.Abs(At(4)), (int)Math.Abs(At(5))) : null,
                Turn = turn,
            },
        };
        return null;
    }

    private static Problem? ReadProfile(IQueryCollection query, ref RenderedRequest read)
    {
        if (query["iccprofile"] is not [{ } profile, ..])
        {
            return null;
        }

        PictureColours? colours = profile switch
        {
            "no" => PictureColours.Plain,
            "yes" => PictureColours.Own,
            "srgb" => PictureColours.Srgb,
            "adobergb" => PictureColours.AdobeRgb,
            "rommrgb" => PictureColours.RommRgb,
            _ => null,
        };
        if (colours is null)
        {
            return Problem.BadRequest($"iccprofile={profile} is none of no, yes, srgb, adobergb and rommrgb (PS3.18 8.3.5.1.5).");
        }

        read = read with { Colours = colours.Value };
        return null;
    }
}
