namespace FlumePlug.Sdk.Text.Charsets;

/// <summary>Java's charsets that come from a code page, with the names that Java 17 knows them by.</summary>
internal static class CodePageNames
{
    private const string Table = """
        20127 US-ASCII 646 ANSI_X3.4-1968 ANSI_X3.4-1986 ASCII ascii7 cp367 csASCII default IBM367 iso-ir-6 ISO646-US
          iso_646.irv:1983 ISO_646.irv:1991 us
        28591 ISO-8859-1 819 8859_1 cp819 csISOLatin1 IBM-819 IBM819 iso-ir-100 ISO8859-1 ISO8859_1 ISO_8859-1
          ISO_8859-1:1987 ISO_8859_1 l1 latin1
        28592 ISO-8859-2 8859_2 912 cp912 csISOLatin2 ibm-912 ibm912 iso-ir-101 ISO8859-2 iso8859_2 ISO_8859-2
          ISO_8859-2:1987 l2 latin2
        28593 ISO-8859-3 8859_3 913 cp913 csISOLatin3 ibm-913 ibm913 iso-ir-109 ISO8859-3 iso8859_3 ISO_8859-3
          ISO_8859-3:1988 l3 latin3
        28594 ISO-8859-4 8859_4 914 cp914 csISOLatin4 ibm-914 ibm914 iso-ir-110 iso8859-4 iso8859_4 ISO_8859-4
          ISO_8859-4:1988 l4 latin4
        28595 ISO-8859-5 8859_5 915 cp915 csISOLatinCyrillic cyrillic ibm-915 ibm915 iso-ir-144 ISO8859-5 iso8859_5
          ISO_8859-5 ISO_8859-5:1988
        28596 ISO-8859-6 1089 8859_6 arabic ASMO-708 cp1089 csISOLatinArabic ECMA-114 ibm-1089 ibm1089 iso-ir-127
          ISO8859-6 iso8859_6 ISO_8859-6 ISO_8859-6:1987
        28597 ISO-8859-7 813 8859_7 cp813 csISOLatinGreek ECMA-118 ELOT_928 greek greek8 ibm-813 ibm813 iso-ir-126
          iso8859-7 iso8859_7 ISO_8859-7 ISO_8859-7:1987 sun_eu_greek
        28598 ISO-8859-8 8859_8 916 cp916 csISOLatinHebrew hebrew ibm-916 ibm916 iso-ir-138 ISO8859-8 iso8859_8 ISO_8859-8
          ISO_8859-8:1988
        28599 ISO-8859-9 8859_9 920 cp920 csISOLatin5 ibm-920 ibm920 iso-ir-148 ISO8859-9 iso8859_9 ISO_8859-9
          ISO_8859-9:1989 l5 latin5
        28603 ISO-8859-13 8859_13 ISO8859-13 iso8859_13 iso_8859-13
        28605 ISO-8859-15 8859_15 923 cp923 csISO885915 csISOlatin0 csISOlatin9 IBM-923 IBM923 ISO-8859-15 ISO8859-15
          ISO8859_15 ISO8859_15_FDIS ISO_8859-15 L9 Latin-9 LATIN0 LATIN9
        1250 windows-1250 cp1250 cp5346
        1251 windows-1251 ansi-1251 cp1251 cp5347
        1252 windows-1252 cp1252 cp5348 ibm-1252 ibm1252
        1253 windows-1253 cp1253 cp5349
        1254 windows-1254 cp1254 cp5350
        1255 windows-1255 cp1255
        1256 windows-1256 cp1256
        1257 windows-1257 cp1257 cp5353
        1258 windows-1258 cp1258
        932 windows-31j csWindows31J MS932 windows-932
        932 Shift_JIS csShiftJIS ms_kanji shift-jis shift_jis sjis x-sjis
        51932 EUC-JP csEUCPkdFmtjapanese euc_jp eucjis eucjp Extended_UNIX_Code_Packed_Format_for_Japanese x-euc-jp
          x-eucjp
        936 GBK CP936 windows-936
        51936 GB2312 euc-cn EUC_CN euccn gb2312 gb2312-1980 gb2312-80 x-EUC-CN
        54936 GB18030 gb18030-2022
        950 Big5 csBig5
        950 x-windows-950 ms950 windows-950
        51949 EUC-KR 5601 csEUCKR euc_kr euckr ks_c_5601-1987 ksc5601 ksc5601-1987 ksc5601_1987 ksc_5601
        949 x-windows-949 ms949 ms_949 windows-949 windows949
        20866 KOI8-R cskoi8r koi8 koi8_r
        21866 KOI8-U koi8_u
        874 x-windows-874 ms-874 ms874 windows-874
        437 IBM437 437 cp437 cspc8codepage437 ibm-437 ibm437 windows-437
        737 x-IBM737 737 cp737 ibm-737 ibm737
        775 IBM775 775 cp775 ibm-775 ibm775
        850 IBM850 850 cp850 cspc850multilingual ibm-850 ibm850
        852 IBM852 852 cp852 csPCp852 ibm-852 ibm852
        855 IBM855 855 cp855 cspcp855 ibm-855 ibm855
        857 IBM857 857 cp857 csIBM857 ibm-857 ibm857
        858 IBM00858 858 ccsid00858 cp00858 cp858 ibm-858 ibm858 PC-Multilingual-850+euro
        860 IBM860 860 cp860 csIBM860 ibm-860 ibm860
        861 IBM861 861 cp-is cp861 csIBM861 ibm-861 ibm861
        862 IBM862 862 cp862 csIBM862 cspc862latinhebrew ibm-862 ibm862
        863 IBM863 863 cp863 csIBM863 ibm-863 ibm863
        865 IBM865 865 cp865 csIBM865 ibm-865 ibm865
        866 IBM866 866 cp866 csIBM866 ibm-866 ibm866
        869 IBM869 869 cp-gr cp869 csIBM869 ibm-869 ibm869
        10000 x-MacRoman MacRoman
        10007 x-MacCyrillic MacCyrillic
        10006 x-MacGreek MacGreek
        10081 x-MacTurkish MacTurkish
        10029 x-MacCentralEurope MacCentralEurope
        """;

    private static readonly Dictionary<string, int> CodePages = Read();

    /// <summary>The code page of a name in any case, or null.</summary>
    internal static int? Find(string name) => CodePages.TryGetValue(name, out var page) ? page : null;

    private static Dictionary<string, int> Read()
    {
        var pages = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Table.Replace("\n  ", " ", StringComparison.Ordinal).Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var name in words[1..])
                pages[name] = int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture);
        }

        return pages;
    }
}
