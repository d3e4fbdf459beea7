namespace Gantry.Imaging.Rendering;

/// <summary>Writes text into pictures: white or grey letters with a dark edge, readable on any ground.</summary>
internal static class PictureText
{
    private const int LetterGap = 1;
    private const int MaxCharacters = 2000;

    /// <summary>Picture pixels for a dot of the font: letters of about a fiftieth of the picture's shorter side.</summary>
    public static int ScaleFor(Picture picture) => Math.Clamp(Math.Min(picture.Width, picture.Height) / 360, 1, 16);

    /// <summary>Width and height in pixels of lines of text.</summary>
    public static (int Width, int Height) Measure(string text, int scale)
    {
        string[] lines = Lines(text);
        return (lines.Max(l => l.Length) * (BitmapFont.Columns + LetterGap) * scale, lines.Length * (BitmapFont.Rows + LetterGap) * scale);
    }

    /// <summary>Writes lines of text; what lies outside the picture is cut off.</summary>
    /// <param name="picture">Written into.</param>
    /// <param name="text">Lines are parted by CR LF, CR or LF.</param>
    /// <param name="left">Of the text's box.</param>
    /// <param name="top">Of the text's box.</param>
    /// <param name="scale">Pixels for a dot.</param>
    /// <param name="grey">Of the letters, 0 to 255.</param>
    /// <param name="alignment">Where lines stand that are shorter than the longest: 0 left, 0.5 in the middle, 1 right.</param>
    public static void Draw(Picture picture, string text, int left, int top, int scale, byte grey, double alignment = 0)
    {
        string[] lines = Lines(text);
        int longest = lines.Max(l => l.Length);
        byte edge = grey >= 96 ? (byte)0 : (byte)255;
        foreach (bool isEdge in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < lines.Length; i++)
            {
                int indent = (int)((longest - lines[i].Length) * alignment * (BitmapFont.Columns + LetterGap) * scale);
                for (int j = 0; j < lines[i].Length; j++)
                {
                    Draw(picture, lines[i][j], left + indent + (j * (BitmapFont.Columns + LetterGap) * scale), top + (i * (BitmapFont.Rows + LetterGap) * scale), scale, isEdge, isEdge ? edge : grey);
                }
            }
        }
    }

    /// <summary>Writes what the options ask for into a finished picture.</summary>
    public static void Write(Picture picture, PicturePlace place, RenderOptions options)
    {
        int scale = ScaleFor(picture), margin = 3 * scale;
        foreach (GraphicText text in options.Texts)
        {
            Write(picture, place, text, scale);
        }

        if (options.UpperText is { Length: > 0 } upper)
        {
            Draw(picture, upper, margin, margin, scale, 255);
        }

        if (options.LowerText is { Length: > 0 } lower)
        {
            Draw(picture, lower, margin, picture.Height - margin - Measure(lower, scale).Height, scale, 255);
        }
    }

    private static void Write(Picture picture, PicturePlace place, GraphicText text, int scale)
    {
        (int width, int height) = Measure(text.Text, scale);
        (double X, double Y)? anchor = text.Anchor is { } at ? place.Of(at, text.IsAnchorOfDisplay) : null;
        double left, top;
        if (text.Box is { } box)
        {
            (double X, double Y) first = place.Of(box.First, text.IsBoxOfDisplay), second = place.Of(box.Second, text.IsBoxOfDisplay);
            left = Math.Min(first.X, second.X) + (Math.Max(0, Math.Abs(first.X - second.X) - width) * text.Alignment);
            top = Math.Min(first.Y, second.Y);
        }
        else if (anchor is { } point)
        {
            (left, top) = (point.X + (2 * scale), point.Y + (2 * scale));
        }
        else
        {
            return;
        }

        if (!(Math.Abs(left) < 100_000 && Math.Abs(top) < 100_000))
        {
            return;
        }

        if (text is { ShowsAnchor: true, Box: not null } && anchor is { } end)
        {
            (double X, double Y) start = (Math.Clamp(end.X, left, left + width), Math.Clamp(end.Y, top, top + height));
            new GraphicLine([start, end], IsOfDisplay: false, text.Grey).Draw(picture.Samples, picture.Width, picture.Height, picture.Components);
        }

        Draw(picture, text.Text, (int)left, (int)top, scale, text.Grey, text.Alignment);
    }

    private static void Draw(Picture picture, char character, int left, int top, int scale, bool isEdge, byte grey)
    {
        ReadOnlySpan<byte> rows = BitmapFont.Find(character);
        int margin = isEdge ? Math.Max(1, scale / 2) : 0;
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < BitmapFont.Columns; column++)
            {
                if ((rows[row] >> (BitmapFont.Columns - 1 - column) & 1) != 0)
                {
                    Fill(picture, left + (column * scale) - margin, top + (row * scale) - margin, scale + (2 * margin), grey);
                }
            }
        }
    }

    private static void Fill(Picture picture, int left, int top, int side, byte grey)
    {
        int right = Math.Min(picture.Width, left + side), bottom = Math.Min(picture.Height, top + side);
        left = Math.Max(0, left);
        for (int y = Math.Max(0, top); y < bottom && left < right; y++)
        {
            picture.Samples.AsSpan(((y * picture.Width) + left) * picture.Components, (right - left) * picture.Components).Fill(grey);
        }
    }

    private static string[] Lines(string text) => (text.Length > MaxCharacters ? text[..MaxCharacters] : text).ReplaceLineEndings("\n").Split('\n');
}
