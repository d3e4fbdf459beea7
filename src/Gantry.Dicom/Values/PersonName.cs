namespace Gantry.Dicom.Values;

/// <summary>
/// A PN value (PS3.5 6.2.1): up to three component groups, alphabetic, ideographic and phonetic, separated by '='. Text is decoded already.
/// </summary>
public sealed record PersonName(PersonNameGroup Alphabetic, PersonNameGroup Ideographic, PersonNameGroup Phonetic)
{
    public bool IsEmpty => Alphabetic.IsEmpty && Ideographic.IsEmpty && Phonetic.IsEmpty;

    /// <summary>Reads one value. Lenient: more groups, more components and longer ones than PS3.5 6.2 allows are read; what is beyond the third group is left out.</summary>
    public static PersonName Parse(ReadOnlySpan<char> text)
    {
        PersonNameGroup[] groups = [PersonNameGroup.Empty, PersonNameGroup.Empty, PersonNameGroup.Empty];
        int index = 0;
        foreach (Range range in text.Split('='))
        {
            if (index < groups.Length)
            {
                groups[index++] = PersonNameGroup.Parse(text[range]);
            }
        }

        return new PersonName(groups[0], groups[1], groups[2]);
    }

    /// <summary>As <see cref="Parse"/>, and true only where PS3.5 6.2 is kept: at most three groups of 64 characters with five components each.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PersonName name)
    {
        name = Parse(text);
        int groups = 0;
        foreach (Range range in text.Split('='))
        {
            ReadOnlySpan<char> group = text[range];
            if (++groups > 3 || group.Length > 64 || group.Count('^') > 4 || group.ContainsAny('\\', '\n', '\r'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value in DICOM form, without what is empty at its end.</summary>
    public override string ToString() => $"{Alphabetic}={Ideographic}={Phonetic}".TrimEnd('=');
}
