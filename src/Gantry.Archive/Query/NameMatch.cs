namespace Gantry.Archive.Query;

/// <summary>Matching of persons' names: case, accents and width apart, on the whole name or any one of its component groups (PS3.4 C.2.2.2.1, PS3.5 6.2).</summary>
public static class NameMatch
{
    public static bool Equal(string name, string wanted)
    {
        string key = NameKey.Of(wanted);
        return NameKey.Of(name) == key || NameKey.Groups(name).Contains(key);
    }

    public static bool Like(string name, string pattern)
    {
        string key = NameKey.Of(pattern);
        if (IsLike(NameKey.Of(name), key))
        {
            return true;
        }

        foreach (string group in NameKey.Groups(name))
        {
            if (group.Length > 0 && IsLike(group, key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every word of the text begins some word of the name.</summary>
    public static bool Fuzzy(string name, string text)
    {
        List<string> words = [.. NameKey.Words(name)];
        return NameKey.Words(text).All(wanted => words.Exists(w => w.StartsWith(wanted, StringComparison.Ordinal)));
    }

    /// <summary>What a matching name's key, or the key of one of its groups, begins with: the pattern up to its first wild card.</summary>
    public static string LiteralPrefix(string pattern)
    {
        string key = NameKey.Of(pattern);
        int end = key.AsSpan().IndexOfAny('*', '?');
        return (end < 0 ? key : key[..end]).TrimEnd('^', ' ', '=');
    }

    /// <summary>The folded pattern, of whose literal pieces a matching name has each: a delimiter at the end of one may be left out of the name.</summary>
    public static string Literals(string pattern) => string.Join('*', NameKey.Of(pattern).Split('*').Select(piece => piece.TrimEnd('^')));

    // Lenient: "DOE^*" also asks for those of whom only the family name is known, whose delimiter is left out, PS3.5 6.2.
    private static bool IsLike(string key, string pattern) =>
        Wildcards.Match(key, pattern) || (pattern.EndsWith("^*", StringComparison.Ordinal) && Wildcards.Match(key, pattern.AsSpan(0, pattern.Length - 2)));
}
