using Gantry.Dicom.Text;

namespace Gantry.Archive.Query;

/// <summary>Persons' names as they are compared: case, accents and width apart (PS3.4 C.2.2.2.1).</summary>
public static class NameKey
{
    /// <summary>The whole name folded: spaces around and empty components at the end of each group are not significant (PS3.5 6.2, PN).</summary>
    public static string Of(string? name) => name is null ? "" : string.Join('=', Groups(name)).TrimEnd('=');

    /// <summary>The folded component groups: alphabetic, ideographic, phonetic.</summary>
    public static string[] Groups(string name)
    {
        string[] groups = SearchFolding.Fold(name).Split('=');
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = string.Join('^', groups[i].Split('^').Select(c => c.Trim())).TrimEnd('^');
        }

        return groups;
    }

    /// <summary>The folded words: runs of letters and digits.</summary>
    public static IEnumerable<string> Words(string text)
    {
        string folded = SearchFolding.Fold(text);
        int start = -1;
        for (int i = 0; i <= folded.Length; i++)
        {
            bool isWord = i < folded.Length && (char.IsLetterOrDigit(folded[i]) || char.IsSurrogate(folded[i]));
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                yield return folded[start..i];
                start = -1;
            }
        }
    }
}
