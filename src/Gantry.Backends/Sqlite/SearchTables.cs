using Gantry.Dicom.Text;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// The full-text tables by which studies are found: their words, and the trigrams of what wildcards are asked for. Both have recency and study as rowid, so that matches come newest
/// first, and both are contentless: what is in them is made from the study's row.
/// </summary>
internal static class SearchTables
{
    /// <summary>Beginnings of words up to this length have a list of their own, which is read only as far as the page goes; longer ones would be gathered whole.</summary>
    public const int MaxPrefix = 16;

    /// <summary>Letters of a trigram; a shorter piece of a pattern finds nothing in the index.</summary>
    public const int TrigramLetters = 3;

    private const int MaxTrigrams = 12;

    public const string Create = """
        CREATE VIRTUAL TABLE study_word USING fts5(words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16',
            tokenize="ascii tokenchars '!""#$%&()*+,-./:;<=>?@[\]^_`{|}~'");
        CREATE VIRTUAL TABLE study_trigram USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1');
        """;

    /// <summary>Makes both tables anew for every study.</summary>
    public static void Fill(Connection db)
    {
        foreach (long id in db.Prepare("SELECT id FROM study").Numbers())
        {
            Statement select = db.Prepare("SELECT recency, modalities, bag FROM study WHERE id=?1").Bind(1, id);
            select.Step();
            (long recency, string modalities, byte[] bag) = (select.Int64(0), select.Text(1) ?? "", select.Blob(2).ToArray());
            select.Reset();
            Add(db, StudyKeys.WordsRow(recency, id), modalities, bag);
        }
    }

    public static void Add(Connection db, long row, string modalities, ReadOnlyMemory<byte> bag)
    {
        db.Prepare("INSERT INTO study_word(rowid, words) VALUES(?1, ?2)").Bind(1, row).Bind(2, StudyKeys.Words(bag, modalities)).Run();
        db.Prepare("INSERT INTO study_trigram(rowid, text) VALUES(?1, ?2)").Bind(1, row).Bind(2, StudyKeys.PatternText(bag)).Run();
    }

    public static void Drop(Connection db, long row)
    {
        db.Prepare("DELETE FROM study_word WHERE rowid=?1").Bind(1, row).Run();
        db.Prepare("DELETE FROM study_trigram WHERE rowid=?1").Bind(1, row).Run();
    }

    public static void Clear(Connection db)
    {
        db.Execute("INSERT INTO study_word(study_word) VALUES('delete-all')");
        db.Execute("INSERT INTO study_trigram(study_trigram) VALUES('delete-all')");
    }

    /// <summary>A query for studies with words that begin with these; letters past <see cref="MaxPrefix"/> are left to the matching rules.</summary>
    public static string WordsQuery(IEnumerable<string> words) => string.Join(' ', words.Select(w => Quoted(Beginning(w)) + "*"));

    /// <summary>The query finds these words exactly.</summary>
    public static bool Covers(IEnumerable<string> words) => words.All(w => Beginning(w) == w);

    /// <summary>A query for studies that have the literal pieces of a pattern somewhere; null when no piece is long enough.</summary>
    public static string? TrigramQuery(string pattern)
    {
        HashSet<string> trigrams = [];
        foreach (string piece in SearchFolding.Fold(pattern).Split('*', '?'))
        {
            for (int i = 0; i + TrigramLetters <= piece.Length && trigrams.Count < MaxTrigrams; i++)
            {
                string trigram = piece.Substring(i, TrigramLetters);

                // The tokenizer counts code points: a pair of surrogates is one of them.
                if (!trigram.Any(char.IsSurrogate))
                {
                    trigrams.Add(Quoted(trigram));
                }
            }
        }

        return trigrams.Count == 0 ? null : string.Join(' ', trigrams);
    }

    private static string Beginning(string word) => word.Length <= MaxPrefix ? word : word[..MaxPrefix];

    private static string Quoted(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
