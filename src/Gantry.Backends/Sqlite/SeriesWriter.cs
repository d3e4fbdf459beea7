using System.Buffers;
using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>Writes series rows, filled in like studies (<see cref="StudyWriter"/>). A series is unique within its study: devices that use a Series Instance UID in two studies exist.</summary>
internal sealed class SeriesWriter(Connection db)
{
    private const int MaxKept = 8192;

    private readonly Dictionary<(long Study, string Uid), SeriesState> kept = [];
    private readonly ArrayBufferWriter<byte> buffer = new(1024);

    public void Forget() => kept.Clear();

    public SeriesState Get(StudyState study, string uid, ReadOnlySpan<byte> packed, AttributeSet attributes, out bool isNew)
    {
        isNew = false;
        if (kept.TryGetValue((study.Id, uid), out SeriesState? state))
        {
            return state;
        }

        if (kept.Count >= MaxKept)
        {
            kept.Clear();
        }

        Statement select = db.Prepare("SELECT id, bag FROM series WHERE uid=?1 AND study=?2").BindBlob(1, packed).Bind(2, study.Id);
        state = select.Step() ? new SeriesState { Id = select.Int64(0), Present = AttributeBag.Presence(select.Blob(1)) } : null;
        select.Reset();
        if (state is null)
        {
            isNew = true;
            state = Insert(study, uid, packed, attributes);
        }
        else if (study.Corrections is not null && OriginalBags.Find(db, OriginalBags.Series, state.Id) is { } original)
        {
            state.Present = AttributeBag.Presence(original);
        }

        kept.Add((study.Id, uid), state);
        return state;
    }

    /// <summary>Adds the attributes that the row does not have yet.</summary>
    public void Fill(StudyState study, string uid, SeriesState state, AttributeSet attributes)
    {
        Statement select = db.Prepare("SELECT bag FROM series WHERE id=?1").Bind(1, state.Id);
        select.Step();
        buffer.ResetWrittenCount();
        buffer.Write(select.Blob(0));
        select.Reset();
        if (study.Corrections is not null && OriginalBags.Find(db, OriginalBags.Series, state.Id) is { } original)
        {
            buffer.ResetWrittenCount();
            buffer.Write(original);
        }

        Append(attributes, ~state.Present);
        byte[] received = buffer.WrittenSpan.ToArray();
        byte[] bag = Correct(study, uid, received);
        db.Prepare("UPDATE series SET number=?2, bag=?3 WHERE id=?1")
            .Bind(1, state.Id).Bind(2, Number(AttributeBag.Find(bag, Tags.SeriesNumber))).BindBlob(3, bag).Run();
        state.Present = AttributeBag.Presence(received);
        if (study.Corrections is not null)
        {
            OriginalBags.Put(db, OriginalBags.Series, state.Id, received, bag);
        }
    }

    /// <summary>The bag as the study's corrections make it.</summary>
    private static byte[] Correct(StudyState study, string uid, byte[] received) => study.Corrections is { } corrections
        ? CorrectedBag.Apply(received, CorrectedBag.Of(corrections, SeriesUid.Parse(uid), instance: null), QueryLevel.Series, QueryLevel.Series)
        : received;

    public void NoteClass(SeriesState state, long sopClass)
    {
        if (state.Classes.Add(sopClass))
        {
            db.Prepare("INSERT OR IGNORE INTO series_class(series, class) VALUES(?1, ?2)").Bind(1, state.Id).Bind(2, sopClass).Run();
        }
    }

    /// <summary>An IS value as a number; null for what is none.</summary>
    public static long? Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;

    private SeriesState Insert(StudyState study, string uid, ReadOnlySpan<byte> packed, AttributeSet attributes)
    {
        buffer.ResetWrittenCount();
        Append(attributes, UInt128.MaxValue);
        byte[] received = buffer.WrittenSpan.ToArray();
        byte[] bag = Correct(study, uid, received);
        Statement insert = db.Prepare("INSERT INTO series(uid, study, number, instance_count, change, bag) VALUES(?1, ?2, ?3, 0, 0, ?4) RETURNING id")
            .BindBlob(1, packed).Bind(2, study.Id).Bind(3, Number(AttributeBag.Find(bag, Tags.SeriesNumber))).BindBlob(4, bag);
        insert.Step();
        long id = insert.Int64(0);
        insert.Run();
        if (study.Corrections is not null)
        {
            OriginalBags.Put(db, OriginalBags.Series, id, received, bag);
        }

        return new SeriesState { Id = id, Present = AttributeBag.Presence(received) };
    }

    private void Append(AttributeSet attributes, UInt128 wanted)
    {
        foreach ((DicomTag tag, string value) in attributes.All)
        {
            if (AttributeCodes.TryGet(tag, out byte code) && AttributeCodes.LevelOf(code) == QueryLevel.Series && (wanted & (UInt128.One << code)) != 0)
            {
                AttributeBag.Append(buffer, code, value);
            }
        }
    }
}
