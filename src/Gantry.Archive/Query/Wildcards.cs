namespace Gantry.Archive.Query;

/// <summary>Wild card matching (PS3.4 C.2.2.2.4): '*' is any run of characters, none included, '?' any one.</summary>
internal static class Wildcards
{
    /// <summary>Ordinal; time at most the product of the two lengths.</summary>
    public static bool Match(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        int t = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*')))
            {
                t++;
                p++;
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
