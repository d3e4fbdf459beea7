using System.Globalization;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Rendering;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>The query parameters of rendered resources: window, viewport, quality (PS3.18 8.3.5).</summary>
internal sealed record RenderedRequest(RenderOptions Options, int Quality)
{
    private const int DefaultQuality = 90;
    private const int MaxSide = 4096;

    /// <summary>Reads the parameters; a problem names the one that is not well formed.</summary>
    /// <param name="query">The request's.</param>
    /// <param name="defaultSize">The size where no viewport is given; null keeps the frame's own.</param>
    /// <param name="read">What was read.</param>
    public static Problem? Read(IQueryCollection query, PictureSize? defaultSize, out RenderedRequest read)
    {
        RenderOptions options = RenderOptions.Default with { Size = defaultSize };
        read = new RenderedRequest(options, DefaultQuality);
        if (query["window"] is [{ } window, ..])
        {
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

            options = options with { Window = new Window(center, Number(parts[1])!.Value, function.Value) };
        }

        if (query["viewport"] is [{ } viewport, ..])
        {
            double?[] parts = [.. viewport.Split(',').Select(p => p.Length == 0 ? 0 : Number(p))];
            if (parts.Length is not (2 or 6) || parts.Contains(null) || parts[0] is not (>= 1 and <= MaxSide) || parts[1] is not (>= 1 and <= MaxSide))
            {
                return Problem.BadRequest($"viewport={viewport} is not width,height of 1 to {MaxSide} each, and at most x,y,width,height of a region (PS3.18 8.3.5.1.3).");
            }

            options = options with
            {
                Size = new PictureSize((int)parts[0]!, (int)parts[1]!),
                Region = parts.Length == 6 && parts[4] > 0 && parts[5] > 0 ? new PictureRegion((int)parts[2]!, (int)parts[3]!, (int)parts[4]!, (int)parts[5]!) : null,
            };
        }

        int quality = DefaultQuality;
        if (query["quality"] is [{ } text, ..] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out quality) || quality is < 1 or > 100))
        {
            return Problem.BadRequest($"quality={text} is not 1 to 100.");
        }

        read = new RenderedRequest(options, quality);
        return null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) < 1e9 ? number : null;
}
