//! What can be typed.

use crate::register::{RegisterCommand, RegisterOptions};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use xibao_rulebook::Language;

/// 细胞 Xibao：按规定核对发展党员档案，管理党组织和党员的登记册，计算党费、党龄、票数和期限。
///
/// Examine admission dossiers by the rules; keep a register of organisations and members; reckon
/// dues, standing, votes and terms.
#[derive(Debug, Parser)]
#[command(name = "xibao", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// 语言 / language of what is shown
    #[arg(long, global = true, value_enum, default_value_t = LanguageChoice::Zh)]
    pub(crate) lang: LanguageChoice,
    /// 另用一套规则（文件夹）/ another rulebook (a folder of TOML)
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) rulebook: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) register: RegisterOptions,
}

impl Arguments {
    pub(crate) fn language(&self) -> Language {
        match self.lang {
            LanguageChoice::Zh => Language::Zh,
            LanguageChoice::En => Language::En,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageChoice {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 审查台账 / examine a ledger of dossiers
    Examine(Examine),
    /// 逐行计算 / answer a file of requests, one line for one line
    Calc(Calc),
    /// 党费 / dues of a month
    Dues(Dues),
    /// 党龄 / standing and the fifty-year medal
    Standing(Standing),
    /// 票数 / quorum and majority of a meeting
    Vote(Vote),
    /// 选举 / result of an election
    Election(Election),
    /// 期限 / due day of a term
    Term(Term),
    /// 规则库 / the rulebook
    Rules(Rules),
    /// 生成样例台账 / write a ledger of invented dossiers
    Sample(Sample),
    #[command(flatten)]
    Register(RegisterCommand),
}

#[derive(Debug, Args)]
pub(crate) struct Examine {
    /// 台账 / .xlsx .xls .ods .csv .parquet .jsonl; `-` 从标准输入读 JSON Lines
    pub(crate) file: PathBuf,
    /// 输出（可多次）/ what to write; may be given several times
    #[arg(long, value_enum)]
    pub(crate) output: Vec<Output>,
    /// 输出文件夹 / folder for html and xlsx, and for jsonl when given
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// 列对照表 / a file that says which column is what
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// 只说明怎样理解各列 / show how the columns were understood, and stop
    #[arg(long)]
    pub(crate) explain_map: bool,
    /// 工作表 / which sheet
    #[arg(long)]
    pub(crate) sheet: Option<String>,
    /// 审查日 / the day of the examination, such as 2026-11-24
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<String>,
    /// 不显示进度 / no progress bar
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Jsonl,
    Xlsx,
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct Calc {
    /// 请求文件，每行一个 JSON / requests, one JSON a line; `-` 标准输入
    pub(crate) file: PathBuf,
}

/// How a calculator's answer is printed.
#[derive(Debug, Args)]
pub(crate) struct Printed {
    /// 只输出 JSON / print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Dues {
    /// 交纳人 / salaried annual-salary irregular retired farmer student unemployed relief
    #[arg(long)]
    pub(crate) payer: String,
    /// 月计算基数（元）/ monthly base in yuan
    #[arg(long)]
    pub(crate) base: Option<String>,
    /// 年薪（元）/ pay of a year
    #[arg(long)]
    pub(crate) annual: Option<String>,
    /// 上季度纯收入（元）/ net income of the previous quarter
    #[arg(long)]
    pub(crate) quarter_income: Option<String>,
    /// 单位类别 / government government-worker public-institution enterprise
    #[arg(long)]
    pub(crate) employer: Option<String>,
    /// 收入项 项目=金额（可多次）/ component=amount, may be given several times
    #[arg(long, value_name = "ITEM=YUAN")]
    pub(crate) income: Vec<String>,
    /// 扣除项 项目=金额（可多次）/ deduction=amount, may be given several times
    #[arg(long, value_name = "ITEM=YUAN")]
    pub(crate) deduction: Vec<String>,
    /// 月数 / months, for a total
    #[arg(long)]
    pub(crate) months: Option<i64>,
    #[command(flatten)]
    pub(crate) printed: Printed,
}

#[derive(Debug, Args)]
pub(crate) struct Standing {
    /// 入党日期 / day of joining
    #[arg(long)]
    pub(crate) joined: String,
    /// 入党时身份 / origin at the time, where the era asks
    #[arg(long)]
    pub(crate) origin: Option<String>,
    /// 延长预备期月数 / months of extension
    #[arg(long, default_value_t = 0)]
    pub(crate) extension_months: i64,
    /// 重新入党批准日期 / day of readmission
    #[arg(long)]
    pub(crate) readmitted_on: Option<String>,
    /// 计算到哪一天（默认今天）/ up to which day (default: today)
    #[arg(long)]
    pub(crate) today: Option<String>,
    #[command(flatten)]
    pub(crate) printed: Printed,
}

#[derive(Debug, Args)]
pub(crate) struct Vote {
    /// 会议 / admission conversion branch committee …
    #[arg(long, default_value = "admission")]
    pub(crate) meeting: String,
    /// 应到会有表决权人数 / eligible
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) eligible: i64,
    /// 实到会有表决权人数 / present
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) present: i64,
    /// 赞成 / ayes
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) ayes: i64,
    /// 书面赞成 / written ayes
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) written_ayes: i64,
    /// 不赞成 / noes
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) noes: i64,
    /// 弃权 / abstentions
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) abstentions: i64,
    #[command(flatten)]
    pub(crate) printed: Printed,
}

#[derive(Debug, Args)]
pub(crate) struct Election {
    /// 应到会有选举权人数 / eligible
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) eligible: i64,
    /// 实到会有选举权人数 / present
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) present: i64,
    /// 应选名额 / seats
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) seats: i64,
    /// 各候选人得票，逗号分开 / votes of each candidate, separated by commas
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true, required = true)]
    pub(crate) ayes: Vec<i64>,
    #[command(flatten)]
    pub(crate) printed: Printed,
}

#[derive(Debug, Args)]
pub(crate) struct Term {
    /// 起算日 / first day
    #[arg(long)]
    pub(crate) from: String,
    /// 长度 / P1M P6M P1Y P5D "5 workdays"
    #[arg(long)]
    pub(crate) plus: String,
    /// 当天计入 / the first day counts (working days)
    #[arg(long)]
    pub(crate) first_day_counts: bool,
    #[command(flatten)]
    pub(crate) printed: Printed,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// 检查规则库 / check the rulebook as a reviewer would
    Lint,
    /// 列出规则 / list every rule
    List,
    /// 看一条规则 / show one rule
    Show {
        /// 规则 id / id of the rule
        id: String,
    },
    /// 全部规则成文 / the whole rulebook as a document
    Print,
}

#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// 写到哪个文件 / .xlsx .csv .jsonl .parquet
    pub(crate) file: PathBuf,
    /// 份数 / how many dossiers
    #[arg(long, default_value_t = 100)]
    pub(crate) count: u64,
    /// 种子 / seed; the same seed gives the same dossiers
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// 有问题的比例 / share of dossiers with a planted breach
    #[arg(long, default_value_t = 0.2)]
    pub(crate) breach_rate: f64,
    /// 以哪一天为今天 / the day taken as today
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<String>,
    /// CSV 用 GB18030 编码 / write CSV in GB18030
    #[arg(long)]
    pub gb18030: bool,
}
